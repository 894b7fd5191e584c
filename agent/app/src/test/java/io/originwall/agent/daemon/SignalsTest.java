package io.originwall.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SignalsTest {
    @Test
    void aSignalThatThisSystemDoesNotHaveIsNoFailure() {
        assertThatCode(() -> Signals.on("NOSUCH", () -> {})).doesNotThrowAnyException();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aRaisedSignalIsHandled() throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        Signals.on("USR2", heard::countDown);

        Signals.raise("USR2");

        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
