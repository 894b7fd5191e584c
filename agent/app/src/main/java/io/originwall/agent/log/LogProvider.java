package io.originwall.agent.log;

import java.time.Clock;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** Where SLF4J finds the log; see META-INF/services. */
public final class LogProvider implements SLF4JServiceProvider {
    /** Of the API that this is written for: any 2.x will do. */
    private static final String API = "2.0.99";

    /** Not the descriptor: procrun, which holds the daemon on Windows, gives this stream a file, and the process has no other. */
    private final Logs logs = new Logs(System.err, Clock.systemUTC());

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    @Override
    public void initialize() {
        // Everything is there from the start.
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return logs;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return API;
    }
}
