package io.originwall.agent.daemon.systemd;

import io.originwall.exec.CommandRunner;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The service manager that started this process, where there is one: systemd, by the protocol of sd_notify(3). Telling it something takes
 * some milliseconds and never fails: what it did not hear is a warning in the log. Safe for use by several threads.
 */
public interface ServiceManager {
    /** The one that this environment names; where it names none, one that nobody listens to. */
    static ServiceManager of(Map<String, String> environment, CommandRunner runner) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        return socket.isEmpty()
                ? new NoopServiceManager()
                : new Systemd(
                        socket,
                        Watchdog.interval(environment, ProcessHandle.current().pid()),
                        runner);
    }

    /**
     * The service is up, or the new config is in force.
     *
     * @param status a line for a person, see {@link #status}
     * @return false where that was not heard
     */
    boolean ready(String status);

    /** The line that {@code systemctl status} shows; is told only where it differs from the last. */
    void status(String status);

    /** A new config is being read; {@link #ready} ends that, whatever came of it. */
    void reloading();

    /** The service is about to end. */
    void stopping(String status);

    /** The watchdog's food: all is well at this moment. */
    void alive();

    /** How often {@link #alive} is to be called: half the time after which the service would be restarted. Empty: never. */
    Optional<Duration> watchdogInterval();
}
