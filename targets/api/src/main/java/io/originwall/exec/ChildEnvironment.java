package io.originwall.exec;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What every command finds on this system, whoever starts it.
 *
 * @param tools where commands are looked for
 * @param environment their environment variables
 */
record ChildEnvironment(ToolPath tools, Map<String, String> environment) {
    /** What programs of Windows count on, and nothing that makes one load something else than Windows itself would. */
    private static final Set<String> PASSED_ON = Set.of(
            "ALLUSERSPROFILE",
            "APPDATA",
            "COMPUTERNAME",
            "COMSPEC",
            "LOCALAPPDATA",
            "NUMBER_OF_PROCESSORS",
            "OS",
            "PATHEXT",
            "PROCESSOR_ARCHITECTURE",
            "PROGRAMDATA",
            "PROGRAMFILES",
            "SYSTEMDRIVE",
            "SYSTEMROOT",
            "TEMP",
            "TMP",
            "USERPROFILE",
            "WINDIR");

    ChildEnvironment {
        environment = Map.copyOf(environment);
    }

    /** Nothing of our own environment goes on. */
    static ChildEnvironment of(ToolPath tools) {
        return new ChildEnvironment(tools, Map.of("LC_ALL", "C", "PATH", tools.toString()));
    }

    /** Of this system. */
    static ChildEnvironment here() {
        return Platform.isWindows() ? ofWindows(System.getenv()) : of(ToolPath.system());
    }

    static ChildEnvironment ofWindows(Map<String, String> ours) {
        Map<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        variables.putAll(ours);
        variables.keySet().removeIf(name -> !PASSED_ON.contains(name.toUpperCase(Locale.ROOT)));
        String system = variables.getOrDefault("SystemRoot", "C:\\Windows") + "\\System32";
        variables.put("PATH", system);
        return new ChildEnvironment(new ToolPath(List.of(Path.of(system))), variables);
    }
}
