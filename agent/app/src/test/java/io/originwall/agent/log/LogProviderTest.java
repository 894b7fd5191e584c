package io.originwall.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogProviderTest {
    /** As the service wrapper on Windows does it before it calls main: the process has no other stderr there. */
    @Test
    void writesToTheStreamThatThisProcessWasGivenForErrors() {
        ByteArrayOutputStream given = new ByteArrayOutputStream();
        PrintStream before = System.err;
        LogProvider provider;
        try {
            System.setErr(new PrintStream(given, false, StandardCharsets.UTF_8));
            provider = new LogProvider();
        } finally {
            System.setErr(before);
        }

        provider.getLoggerFactory().getLogger("io.originwall.test").error("it is told – whole");

        assertThat(given.toString(StandardCharsets.UTF_8)).endsWith("it is told – whole\n");
    }
}
