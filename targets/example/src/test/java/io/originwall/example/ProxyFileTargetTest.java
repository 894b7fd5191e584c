package io.originwall.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.Change;
import io.originwall.api.ContractGuards;
import io.originwall.api.Guard;
import io.originwall.api.Plan;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract does not know of this target. */
class ProxyFileTargetTest {
    private static final Guard GUARD = ContractGuards.guard();

    private Path file = Path.of("");
    private ProxyFileTarget target = new ProxyFileTarget("proxy", file, new ProxyFileProvider());

    @BeforeEach
    void place(@TempDir Path directory) {
        file = directory.resolve("originwall.conf");
        target = new ProxyFileTarget("proxy", file, new ProxyFileProvider());
    }

    @Test
    void isFoundByItsType() {
        assertThat(ServiceLoader.load(TargetProvider.class)).hasAtLeastOneElementOfType(ProxyFileProvider.class);
    }

    @Test
    void touchesNoFileWithoutItsMark() throws Exception {
        for (String foreign : new String[] {"", "allow 192.0.2.0/24\n", markOf("other")}) {
            Files.writeString(file, foreign);

            assertThatThrownBy(() -> target.plan(GUARD))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("is not ours");
            assertThatThrownBy(() -> target.plan(Guard.none())).isInstanceOf(TargetException.class);
            assertThat(file).hasContent(foreign);
        }
    }

    private static String markOf(String target) {
        return "# originwall, target " + target + ": changes made here are undone\n";
    }

    @Test
    void touchesNoFileThatBecameSomebodyElsesMeanwhile() throws Exception {
        Plan plan = target.plan(GUARD);
        Files.writeString(file, "theirs\n");

        assertThatThrownBy(plan::apply).isInstanceOf(TargetException.class).hasMessageContaining("is not ours");
        assertThat(file).hasContent("theirs\n");
    }

    @Test
    void whatItDoesNotUnderstandIsDrift() throws Exception {
        target.plan(GUARD).apply();
        Files.write(file, new byte[] {'x', (byte) 0xff, '\n'}, StandardOpenOption.APPEND);

        assertThat(target.plan(GUARD).changes()).containsExactly(Change.remove("unknown line: x\u00ff"));
        assertThatThrownBy(() -> target.snapshot()).hasMessageContaining("run originwall sync first");
        target.plan(GUARD).apply();
        assertThat(target.plan(GUARD).changes()).isEmpty();
    }

    @Test
    void whatSaysTheSameInAnotherWayIsWrittenAnew() throws Exception {
        target.plan(GUARD).apply();
        String written = Files.readString(file);
        Files.writeString(file, "port 80/tcp\n", StandardOpenOption.APPEND);

        assertThat(target.plan(GUARD).changes()).hasSize(1);
        target.plan(GUARD).apply();
        assertThat(file).hasContent(written);
    }
}
