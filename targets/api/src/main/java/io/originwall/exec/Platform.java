package io.originwall.exec;

/** The system that this runs on. */
public final class Platform {
    private static final String NAME = System.getProperty("os.name", "");

    private Platform() {}

    /** What it calls itself, for messages. */
    public static String name() {
        return NAME;
    }

    public static boolean isWindows() {
        return NAME.startsWith("Windows");
    }
}
