package io.originwall.agent.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * The state directory belongs to the user of the service. What root puts there, by {@code sudo originwall sync} for instance, has to stay
 * usable for the service, so it gets the owner of the directory.
 */
final class FileOwnership {
    private static final Integer ROOT = 0;

    private FileOwnership() {}

    /** Gives a file of root's to the owner of its directory; does nothing where that is root too, or we are not root. */
    static void follow(Path file) throws IOException {
        if (!FilePermissions.UNIX) {
            return;
        }
        Map<String, Object> now = Files.readAttributes(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        Path directory = file.toAbsolutePath().getParent();
        Map<String, Object> wanted = Files.readAttributes(directory, "unix:uid,gid");
        if (ROOT.equals(now.get("uid")) && !ROOT.equals(wanted.get("uid"))) {
            // Whoever owns the directory could put a link there meanwhile: it is not followed.
            Files.setAttribute(file, "unix:gid", wanted.get("gid"), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:uid", wanted.get("uid"), LinkOption.NOFOLLOW_LINKS);
        }
    }
}
