package io.originwall.agent.config;

import io.originwall.exec.Platform;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where things are kept where nothing else is said: below {@code /etc} and {@code /var} on Unix, below {@code %ProgramData%} on Windows.
 *
 * @param config the config file
 * @param state the state directory
 */
public record DefaultPaths(Path config, Path state) {
    /** Of this machine. */
    public static DefaultPaths here() {
        return of(Platform.isWindows(), System.getenv());
    }

    static DefaultPaths of(boolean windows, Map<String, String> environment) {
        if (!windows) {
            return new DefaultPaths(Path.of("/etc/originwall/config.yaml"), Path.of("/var/lib/originwall"));
        }
        String data = environment.getOrDefault("ProgramData", "C:\\ProgramData") + "\\Originwall\\";
        return new DefaultPaths(Path.of(data + "config.yaml"), Path.of(data + "state"));
    }
}
