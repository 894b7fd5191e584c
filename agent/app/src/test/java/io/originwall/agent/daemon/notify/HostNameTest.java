package io.originwall.agent.daemon.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.RunningCommand;
import io.originwall.exec.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostNameTest {
    /** A machine that hides its /proc/sys, as the unit does, and has the one tool that it is given. */
    private record Hiding(String tool) implements CommandRunner {
        @Override
        public CommandResult run(Command command) throws CommandException {
            assertThat(command.argv()).containsExactly("uname", "-n");
            return new SystemCommandRunner().run(tool.isEmpty() ? command : Command.of("sh", "-c", tool));
        }

        @Override
        public RunningCommand start(Command command, Consumer<String> lines) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String read(Path file) throws IOException {
            throw new NoSuchFileException(file.toString());
        }
    }

    private static String kernels() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }

    @Test
    void whatTheEnvironmentSaysComesFirst() throws Exception {
        assertThat(new HostName(Map.of("ORIGINWALL_HOST", "web 1.example "), new SystemCommandRunner()).read())
                .isEqualTo("web 1.example");
    }

    @Test
    void elseItIsTheKernels() throws Exception {
        assertThat(new HostName(Map.of("ORIGINWALL_HOST", ""), new SystemCommandRunner()).read())
                .isEqualTo(kernels());
    }

    @Test
    void whereTheKernelsFileIsHiddenAToolAsks() throws Exception {
        assertThat(new HostName(Map.of(), new Hiding("")).read()).isEqualTo(kernels());
    }

    @Test
    void whereNobodyKnowsItSaysSo() throws Exception {
        assertThat(new HostName(Map.of(), new Hiding("exit 1")).read()).isEqualTo("this host");
        assertThat(new HostName(Map.of(), new Hiding("echo")).read()).isEqualTo("this host");
    }
}
