package io.originwall.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.originwall.agent.config.LogConfig.Format;
import io.originwall.agent.config.LogConfig.Level;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogsTest {
    private final Captured log = new Captured();

    @Test
    void isTheBackendThatSlf4jFinds() {
        assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(Logs.class);
    }

    @Test
    void aLibraryIsHeardAtWarnOnly() {
        Logger quartz = log.daemon(Format.TEXT, Level.INFO).logs().getLogger("org.quartz.core.QuartzScheduler");

        quartz.info("Scheduler meta-data: a dozen lines");
        quartz.warn("misfired");

        assertThat(log.lines())
                .singleElement()
                .asString()
                .endsWith("logger=org.quartz.core.QuartzScheduler msg=misfired");
    }

    @Test
    void atDebugALibraryIsHeardAtInfo() {
        Logger quartz = log.daemon(Format.TEXT, Level.DEBUG).logs().getLogger("org.quartz.core.QuartzScheduler");

        assertThat(quartz.isInfoEnabled()).isTrue();
        assertThat(quartz.isDebugEnabled()).isFalse();
        assertThat(log.logger().isDebugEnabled()).isTrue();
    }

    @Test
    void theLevelIsTheLeastThatIsHeard() {
        log.daemon(Format.TEXT, Level.ERROR);

        assertThat(log.logger().isErrorEnabled()).isTrue();
        assertThat(log.logger().isWarnEnabled()).isFalse();
        assertThat(log.logs().getLogger("org.quartz.Job").isErrorEnabled()).isTrue();
        assertThat(log.logs().getLogger("org.quartz.Job").isWarnEnabled()).isFalse();
    }

    @Test
    void anotherConfigIsInForceWithTheNextLine() {
        LineLogger old = log.daemon(Format.TEXT, Level.WARN).logger();
        old.info("unheard");

        log.daemon(Format.JSON, Level.INFO);
        old.info("heard");

        assertThat(log.lines()).singleElement().asString().startsWith("{\"time\":");
    }

    @Test
    void verboseOutlivesEveryConfig() {
        log.command(true).daemon(Format.TEXT, Level.ERROR);

        assertThat(log.logger().isDebugEnabled()).isTrue();
    }

    @Test
    void linesOfSeveralThreadsStayWhole() throws InterruptedException {
        log.daemon(Format.TEXT, Level.INFO);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int thread = 0; thread < 4; thread++) {
            threads.execute(() -> {
                for (int i = 0; i < 250; i++) {
                    log.logger().info("x".repeat(100));
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        List<String> lines = log.lines();
        assertThat(lines).hasSize(1_000).allMatch(line -> line.equals(lines.get(0)));
    }

    @Test
    void aLogThatNobodyReadsStopsNothing() {
        Logs closed = new Logs(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                Clock.systemUTC());

        assertThatCode(() -> closed.getLogger("x").error("unheard")).doesNotThrowAnyException();
    }
}
