package io.originwall.example;

import io.originwall.api.Setting;
import java.nio.file.Path;

/** What the config may say about a target of type {@code proxy-file}. */
public record ProxyFileSettings(
        @Setting(value = "The file that the proxy includes; Originwall writes all of it.", required = true)
        Path path) {}
