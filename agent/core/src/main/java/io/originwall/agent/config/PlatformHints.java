package io.originwall.agent.config;

import io.originwall.exec.Platform;

/**
 * What a person can do about it, in the words of the system that this runs on.
 *
 * @param moreRights how to get them
 * @param reload has the daemon read its config again
 * @param stop ends the daemon
 * @param status says how the daemon is
 */
public record PlatformHints(String moreRights, String reload, String stop, String status) {
    /** For this machine. */
    public static PlatformHints here() {
        return of(Platform.isWindows());
    }

    static PlatformHints of(boolean windows) {
        return windows
                ? new PlatformHints(
                        "run as an administrator",
                        "originwall reload",
                        "sc.exe stop Originwall",
                        "originwall service status")
                : new PlatformHints(
                        "run as root",
                        "systemctl reload originwall",
                        "systemctl stop originwall",
                        "systemctl status originwall");
    }
}
