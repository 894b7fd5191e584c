package io.originwall.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of variables beside the config, which systemd reads for the daemon ({@code EnvironmentFile=}, systemd.exec(5)): assignments, one
 * a line, with optional quotes; comments begin with a number sign or a semicolon. A backslash before the end of a line joins it with the next.
 */
public final class EnvironmentFile {
    private static final int MAX_BYTES = 1 << 20;

    private static final Pattern ASSIGNMENT =
            Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private EnvironmentFile() {}

    /** Beside the config: {@code /etc/originwall/environment}. */
    public static Path beside(Path config) {
        return config.resolveSibling("environment");
    }

    /**
     * The variables of a file. What is not UTF-8 does no harm where nobody needs it, in a comment for example; systemd ignores it, too.
     *
     * @throws NoSuchFileException if there is none
     * @throws IOException if it cannot be read, is longer than any such file, or would have to be waited for
     */
    public static Map<String, String> read(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new IOException("is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("larger than 1 MiB");
            }
            return parse(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** That it cannot be read, and why, and what to do. */
    public static String unreadable(Path file, IOException e) {
        return file + " cannot be read: "
                + (e instanceof AccessDeniedException
                        ? "permission denied; " + PlatformHints.here().moreRights()
                        : e.getMessage());
    }

    static Map<String, String> parse(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        text.replaceAll("\\\\\r?\n", "").lines().forEach(line -> {
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (assignment.matches()) {
                variables.put(assignment.group(1), value(assignment.group(2)));
            }
        });
        return variables;
    }

    private static String value(String written) {
        if (isQuoted(written, '\'')) {
            return written.substring(1, written.length() - 1);
        }
        String text = isQuoted(written, '"') ? written.substring(1, written.length() - 1) : written;
        return ESCAPE.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(escape.group(1)));
    }

    private static boolean isQuoted(String written, char quote) {
        return written.length() >= 2 && written.charAt(0) == quote && written.charAt(written.length() - 1) == quote;
    }
}
