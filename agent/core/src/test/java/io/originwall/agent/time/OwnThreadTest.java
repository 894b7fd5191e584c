package io.originwall.agent.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class OwnThreadTest {
    @Test
    void theWorkIsDoneOnADaemonThreadOfThatName() throws Exception {
        Thread thread =
                OwnThread.start("originwall-test", Thread::currentThread).get();

        assertThat(thread.getName()).isEqualTo("originwall-test");
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void whatTheWorkThrewIsThrownAgainWhereItIsOfThatKind() {
        ExecutionException e = new ExecutionException(new IOException("gone"));

        assertThatThrownBy(() -> OwnThread.rethrow(e, IOException.class)).hasMessage("gone");
        OwnThread.rethrow(e, IllegalStateException.class);
    }
}
