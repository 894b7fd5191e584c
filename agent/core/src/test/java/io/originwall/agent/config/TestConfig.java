package io.originwall.agent.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Loads config text as the file {@code config.yaml}. */
final class TestConfig {
    static final String ONE_TARGET = "targets: [{name: host, type: nftables}]\n";

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PORT", "8443",
            "PREFIX", "12",
            "SECRET", "s3cret-hunter2",
            "EMPTY", "",
            "NESTED", "${PORT}",
            "OFFICE", "192.0.2.0/24");

    private TestConfig() {}

    static ConfigLoader loader(Map<String, String> environment) {
        return new ConfigLoader(List.of(new FakeNftables(), new FakeCloud()), environment);
    }

    static Config load(byte[] bytes) throws ConfigException {
        return loader(ENVIRONMENT).parse("config.yaml", bytes);
    }

    /** The config of these lines and one target. */
    static Config load(String text) throws ConfigException {
        return loadAll(text + "\n" + ONE_TARGET);
    }

    static Config loadAll(String text) throws ConfigException {
        return load(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The message that a config of these lines and one target is refused with. */
    static String refusal(String text) {
        return refusalOfAll(text + "\n" + ONE_TARGET);
    }

    static String refusalOfAll(String text) {
        return refusal(text.getBytes(StandardCharsets.UTF_8));
    }

    static String refusal(byte[] bytes) {
        try {
            return "accepted: " + load(bytes);
        } catch (ConfigException e) {
            return e.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
        }
    }
}
