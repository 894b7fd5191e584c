package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.BareProvider;
import io.originwall.api.InMemoryProvider;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import io.originwall.testing.OutputSchema;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands do with a target that can do no more than every target has to, and with one that is not there at all. */
class CapabilitiesTest {
    private static final String BOTH = "targets: [{name: host, type: memory}, {name: files, type: bare}]";

    @TempDir
    Path directory;

    private final BareProvider bare = new BareProvider();
    private CommandLab lab;

    @BeforeEach
    void lab() {
        lab = new CommandLab(directory);
        lab.providers.add(bare);
        lab.config(BOTH);
    }

    @Test
    void syncPlanStatusAndRemoveNeedNothingBesides() throws Exception {
        assertThat(lab.run("sync").code()).isZero();
        assertThat(lab.run("plan", "--exit-code").code()).isZero();
        assertThat(lab.run("status").out()).contains("files (bare): in sync");
        assertThat(lab.run("boot", "--prepare").code()).isZero();
        assertThat(lab.run("remove").code()).isZero();
        assertThat(bare.place("files").enforced().guard().isNone()).isTrue();
    }

    @Test
    void checkSaysWhichTargetCannotBeAskedAndGoesByTheOthers() {
        lab.run("sync");

        CommandLab.Ran allowed = lab.run("check", "103.21.244.9");

        assertThat(allowed.code()).isZero();
        assertThat(allowed.out())
                .hasLineCount(3)
                .contains("host: 103.21.244.9 to 443/tcp: allowed (")
                .contains("files: not checked: this kind of target cannot say\n");
        assertThat(lab.run("check", "198.51.100.7").code()).isEqualTo(2);
        CommandLab.Ran json = lab.run("check", "103.21.244.9", "443", "--json");
        OutputSchema.assertValid("check", json.out());
        assertThat(json.out())
                .contains("{\"target\":\"files\",\"port\":\"443/tcp\",\"outcome\":\"not-checked\",\"letIn\":null,"
                        + "\"by\":null,\"error\":null}");
    }

    @Test
    void auditSaysWhichTargetCannotLookAndGoesByTheOthers() {
        lab.run("sync");

        CommandLab.Ran ran = lab.run("audit");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualTo("host: no finding\nfiles: not audited: this kind of target cannot say\n");
        CommandLab.Ran json = lab.run("audit", "--json");
        OutputSchema.assertValid("audit", json.out());
        assertThat(json.out()).contains("{\"name\":\"files\",\"audited\":false,\"findings\":[],\"error\":null}");
    }

    /** Zero would mean that the address is let in, and that there is no way around. */
    @Test
    void whereNoTargetCanSayThatIsAFailure() {
        lab.run("sync");

        CommandLab.Ran check = lab.run("check", "103.21.244.9", "--target", "files");
        CommandLab.Ran audit = lab.run("audit", "--target", "files");

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.out()).isEqualTo("files: not checked: this kind of target cannot say\n");
        assertThat(audit.code()).isEqualTo(1);
        assertThat(audit.out()).isEqualTo("files: not audited: this kind of target cannot say\n");
    }

    @Test
    void aTrialIsRefusedBeforeAnythingIsChanged() throws Exception {
        lab.config("targets: [{name: host, type: memory}]");
        lab.run("sync");
        lab.config("allow: [192.0.2.7]\n" + BOTH);

        CommandLab.Ran ran = lab.run("trial", "--for", "1s");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEqualTo("originwall: target files cannot be put back, so it cannot be on trial\n");
        assertThat(lab.target("host").enforced().guard().allow().blocks()).hasSize(2);
        assertThat(bare.place("files").enforced().guard().isNone()).isTrue();
        assertThat(lab.run("status").err()).doesNotContain("not confirmed");
        assertThat(lab.run("trial", "--for", "1s", "--target", "host").code()).isEqualTo(2);
    }

    /** A target that is not there is not one that cannot: what is wrong has to be told. */
    @Test
    void aTargetThatCannotBeBuiltSaysWhyToEveryCommand() {
        lab.providers.add(new Missing());
        lab.config("targets: [{name: host, type: memory}, {name: gone, type: missing}]");
        lab.run("sync");

        for (List<String> command :
                List.of(List.of("check", "103.21.244.9"), List.of("audit"), List.of("boot"), List.of("trial"))) {
            CommandLab.Ran ran = lab.run(command.toArray(String[]::new));

            assertThat(ran.code()).as("%s", command).isEqualTo(1);
            assertThat(ran.err()).as("%s", command).contains("no such firewall here");
        }
    }

    private static final class Missing implements TargetProvider<InMemoryProvider.Settings> {
        @Override
        public String type() {
            return "missing";
        }

        @Override
        public InMemoryProvider.Settings defaults() {
            return new InMemoryProvider.Settings();
        }

        @Override
        public Target create(String name, InMemoryProvider.Settings settings) throws TargetException {
            throw new TargetException("no such firewall here");
        }
    }
}
