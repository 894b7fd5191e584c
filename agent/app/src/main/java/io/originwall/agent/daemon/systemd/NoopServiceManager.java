package io.originwall.agent.daemon.systemd;

import java.time.Duration;
import java.util.Optional;

/** Nobody listens: a shell started us, or a service manager that wants to hear nothing. */
record NoopServiceManager() implements ServiceManager {
    @Override
    public boolean ready(String status) {
        return true;
    }

    @Override
    public void status(String status) {}

    @Override
    public void reloading() {}

    @Override
    public void stopping(String status) {}

    @Override
    public void alive() {}

    @Override
    public Optional<Duration> watchdogInterval() {
        return Optional.empty();
    }
}
