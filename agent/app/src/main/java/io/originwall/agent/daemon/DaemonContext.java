package io.originwall.agent.daemon;

import io.originwall.exec.CommandRunner;
import java.time.Clock;
import java.util.Map;

/**
 * What surrounds a daemon; a test brings its own.
 *
 * @param version of this build
 * @param environment the environment variables; the service manager says there how it is to be told
 * @param commands runs hooks, and tells the service manager
 * @param clock the wall clock
 */
public record DaemonContext(String version, Map<String, String> environment, CommandRunner commands, Clock clock) {
    public DaemonContext {
        environment = Map.copyOf(environment);
    }
}
