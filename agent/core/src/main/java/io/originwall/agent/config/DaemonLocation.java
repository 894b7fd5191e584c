package io.originwall.agent.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the daemon of a config is found.
 *
 * @param stateDir its state directory
 * @param socket the socket that the config names; empty for the one in the state directory
 */
public record DaemonLocation(Path stateDir, Optional<Path> socket) {}
