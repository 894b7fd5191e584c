package io.originwall.agent.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether stderr goes to systemd's journal. */
final class JournaldStream {
    private JournaldStream() {}

    /**
     * As systemd.exec(5) says: JOURNAL_STREAM alone is not enough, since a child whose stderr somebody redirected has it too; the device and
     * the inode in it must be those of stderr.
     */
    static boolean isAt(Path stderr, Map<String, String> environment) {
        String stream = environment.getOrDefault("JOURNAL_STREAM", "");
        if (stream.isEmpty()) {
            return false;
        }
        try {
            Map<String, Object> file = Files.readAttributes(stderr, "unix:dev,ino");
            return stream.equals(file.get("dev") + ":" + file.get("ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException notOnThisSystem) {
            // No /proc, or no such attributes: then there is no systemd either.
            return false;
        }
    }
}
