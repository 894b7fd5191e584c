package io.originwall.agent.cli.generate;

import java.util.List;

/** What every command reads beside its arguments. */
record Surroundings(String name, String what) {
    static final List<Surroundings> FILES = List.of(
            new Surroundings("/etc/originwall/config.yaml", "The config, see originwall.yaml(5)."),
            new Surroundings(
                    "/var/lib/originwall",
                    "The state: the last good ranges and what was last enforced. Set by state.store in the config."));

    static final List<Surroundings> ENVIRONMENT = List.of(
            new Surroundings("ORIGINWALL_CONFIG", "The config to read in place of /etc/originwall/config.yaml."),
            new Surroundings(
                    "STATE_DIRECTORY", "The state directory, as systemd sets it, where the config names none."),
            new Surroundings("ORIGINWALL_HOST", "What notifications call this host; else the name the kernel has."),
            new Surroundings("NO_COLOR", "Set to anything: no colours, not on a terminal either."),
            new Surroundings("JAVA_HOME", "The Java to run on, version 17 or newer; else the java found on PATH."),
            new Surroundings("ORIGINWALL_JAVA_OPTS", "Further options for the JVM, as -Xmx512m."));
}
