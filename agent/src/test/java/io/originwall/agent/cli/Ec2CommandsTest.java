package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.OutputSchema;
import io.originwall.agent.state.StateDirectory;
import io.originwall.agent.state.StateLock;
import io.originwall.api.Change;
import io.originwall.api.CloudAccount;
import io.originwall.api.Rollback;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.TargetProvider;
import io.originwall.net.Family;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ec2CommandsTest {
    @TempDir
    Path directory;

    private final List<String> asked = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** What the config of this test's targets may say. */
    public record Settings(String region) {}

    /** Stands in for the add-on, and tells what it was asked. */
    private final class Cloud implements TargetProvider<Settings>, CloudAccount<Settings> {
        @Override
        public String type() {
            return Ec2Command.TYPE;
        }

        @Override
        public Settings defaults() {
            return new Settings("default");
        }

        @Override
        public Optional<CloudAccount<Settings>> account() {
            return Optional.of(this);
        }

        @Override
        public Target create(String name, Settings settings) {
            throw new UnsupportedOperationException("no command here needs the target itself");
        }

        @Override
        public MadeGroup createGroup(Settings settings, NewGroup group) throws TargetException {
            asked.add(
                    settings.region() + " " + group.region().orElse("-") + " " + group.network() + " " + group.name());
            if (group.network().equals("vpc-wrong")) {
                throw new TargetException("there is no such VPC");
            }
            return new MadeGroup("sg-1", asked.size() == 1);
        }

        @Override
        public String policy(Settings settings, Task task) {
            return "{\"region\": \"" + settings.region() + "\", \"task\": \"" + task + "\"}";
        }

        @Override
        public Rollback rollback(String target, Settings settings, Rollback.Choice choice) throws TargetException {
            if (choice.version().equals(Optional.of(9L))) {
                throw new TargetException("there is no version 9");
            }
            asked.add(target + " " + choice.family().map(Family::toString).orElse("-") + " "
                    + choice.list().orElse("-") + " "
                    + choice.version().map(String::valueOf).orElse("-"));
            return new Rolling();
        }
    }

    /** Goes back from version 3 to 2, and has nothing to do in a second list. */
    private final class Rolling implements Rollback {
        @Override
        public List<Step> steps() {
            return List.of(
                    new Step("web-ipv4", "pl-1", "eu-west-1", 3, 2, List.of(Change.add("192.0.2.0/24"))),
                    new Step("web-ipv6", "pl-2", "eu-west-1", 2, 1, List.of()));
        }

        @Override
        public List<String> notes() {
            return notes;
        }

        @Override
        public void apply() {
            asked.add("apply");
        }

        @Override
        public void close() {
            asked.add("close");
        }
    }

    private CommandLab.Ran run(String targets, String... arguments) throws Exception {
        return run(List.of(new Cloud()), targets, arguments);
    }

    private CommandLab.Ran run(List<TargetProvider<?>> providers, String targets, String... arguments)
            throws Exception {
        Path config = directory.resolve("config.yaml");
        Files.writeString(config, "state-dir: " + directory.resolve("state") + "\ntargets: [" + targets + "]\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("ORIGINWALL_CONFIG", config.toString()),
                false,
                providers,
                Clock.systemUTC());
        int code = Main.run(console, arguments);
        return new CommandLab.Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static String target(String name, String region) {
        return "{name: " + name + ", type: ec2-security-group, region: " + region + "}";
    }

    @Test
    void printsThePolicyOfTheOnlyTarget() throws Exception {
        assertThat(run(target("web", "eu-west-1"), "ec2", "policy"))
                .isEqualTo(new CommandLab.Ran(0, "{\"region\": \"eu-west-1\", \"task\": \"sync\"}\n", ""));
        assertThat(run(target("web", "eu-west-1"), "ec2", "policy", "--for", "plan")
                        .out())
                .contains("\"task\": \"plan\"");
    }

    @Test
    void printsThePolicyForMakingAGroupWithoutAConfig() throws Exception {
        assertThat(run("broken", "ec2", "policy", "--for=create-group").out())
                .isEqualTo("{\"region\": \"default\", \"task\": \"create-group\"}\n");
        assertThat(run(target("web", "eu-west-1"), "ec2", "policy", "--for=create-group", "--target=web")
                        .out())
                .contains("eu-west-1");
    }

    @Test
    void putsListsBackAndSaysThatTheNextSyncBringsThemForwardAgain() throws Exception {
        CommandLab.Ran ran = run(target("web", "eu-west-1"), "ec2", "rollback", "--family", "ipv4", "--to", "2");

        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(asked).containsExactly("web IPv4 - 2", "apply", "close");
        assertThat(ran.out()).isEqualTo("""
                web-ipv4 (pl-1) in eu-west-1: version 3 to 2
                  + 192.0.2.0/24
                web-ipv6 (pl-2) in eu-west-1: version 2 to 1, which holds the same: nothing to do
                """);
        assertThat(ran.err())
                .isEqualTo("originwall: the next sync of web brings its lists forward again; to hold them, keep the"
                        + " daemon stopped\n");
    }

    @Test
    void aDryRunOfARollbackChangesNothing() throws Exception {
        CommandLab.Ran ran = run(target("web", "eu-west-1"), "ec2", "rollback", "--list=pl-1", "--dry-run", "--json");

        assertThat(asked).containsExactly("web - pl-1 -", "close");
        OutputSchema.assertValid("ec2-rollback", ran.out());
        assertThat(ran.out()).contains("\"result\":\"pending\"", "\"result\":\"in-sync\"");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void saysWhichListsStayAsTheyAre() throws Exception {
        notes.add("web-ipv6 is at its first version");

        for (String option : List.of("--dry-run", "--family=ipv6")) {
            assertThat(run(target("web", "eu-west-1"), "ec2", "rollback", option)
                            .err())
                    .startsWith("originwall: web-ipv6 is at its first version\n");
        }
    }

    @Test
    void aRollbackThatCannotBeIsToldInOneLine() throws Exception {
        CommandLab.Ran ran = run(target("web", "eu-west-1"), "ec2", "rollback", "--to=9");

        assertThat(ran).isEqualTo(new CommandLab.Ran(ExitCode.FAILED, "", "originwall: there is no version 9\n"));
    }

    @Test
    void doesNotRollBackUnderADaemonThatWouldUndoIt() throws Exception {
        try (StateLock lock = StateLock.take(new StateDirectory(directory.resolve("state")), "run")) {
            CommandLab.Ran ran = run(target("web", "eu-west-1"), "ec2", "rollback");

            assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
            assertThat(ran.err()).contains("stop it first (systemctl stop originwall)");
            assertThat(asked).isEmpty();
            assertThat(run(target("web", "eu-west-1"), "ec2", "rollback", "--dry-run")
                            .code())
                    .isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void namesTheWordsThatThereAreAsTheHelpWritesThem() throws Exception {
        CommandLab.Ran task = run(target("web", "eu-west-1"), "ec2", "policy", "--for", "foo");
        CommandLab.Ran family = run(target("web", "eu-west-1"), "ec2", "rollback", "--family=foo");

        assertThat(task.code()).isEqualTo(ExitCode.USAGE);
        assertThat(task.err())
                .isEqualTo("originwall: Invalid value for option '--for': expected one of sync, plan, create-group,"
                        + " rollback but was 'foo'; see originwall ec2 policy --help\n");
        assertThat(family.code()).isEqualTo(ExitCode.USAGE);
        assertThat(family.err()).contains("expected one of ipv4, ipv6 but was 'foo'");
        assertThat(run(target("web", "eu-west-1"), "ec2", "policy", "--for", "PLAN")
                        .code())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void asksWhichOfSeveralTargetsIsMeant() throws Exception {
        String two = target("web", "eu-west-1") + ", " + target("api", "eu-central-1");

        assertThat(run(two, "ec2", "policy", "--target", "api").out()).contains("eu-central-1");
        CommandLab.Ran unclear = run(two, "ec2", "policy");
        assertThat(unclear.code()).isEqualTo(ExitCode.USAGE);
        assertThat(unclear.err()).contains("which target? Name one with --target: web, api");
        CommandLab.Ran unknown = run(two, "ec2", "policy", "--target", "wb");
        assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err())
                .contains("the config has no target \"wb\" of type ec2-security-group, it has: web, api");
    }

    @Test
    void makesAGroupWithoutAConfigWhereNoTargetIsNamed() throws Exception {
        String[] command = {
            "ec2", "create-group", "--vpc", "vpc-1", "--name", "cloudflare-access", "--region", "eu-west-3"
        };

        assertThat(run("broken", command)).isEqualTo(new CommandLab.Ran(0, "sg-1 (cloudflare-access): made\n", ""));
        assertThat(run("broken", command).out()).isEqualTo("sg-1 (cloudflare-access): was there already\n");
        assertThat(asked.get(0)).isEqualTo("default eu-west-3 vpc-1 cloudflare-access");
    }

    @Test
    void makesAGroupInTheAccountOfATarget() throws Exception {
        CommandLab.Ran ran = run(
                target("web", "eu-west-1"), "ec2", "create-group", "--vpc=vpc-1", "--name=x", "--target=web", "--json");

        assertThat(asked).containsExactly("eu-west-1 - vpc-1 x");
        OutputSchema.assertValid("ec2-create-group", ran.out());
    }

    @Test
    void tellsWhatFailed() throws Exception {
        CommandLab.Ran ran = run("", "ec2", "create-group", "--vpc=vpc-wrong", "--name=x");

        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).contains("there is no such VPC");
    }

    @Test
    void saysThatTheAddOnIsMissing() throws Exception {
        CommandLab.Ran missing = new CommandLab.Ran(
                ExitCode.FAILED,
                "",
                "originwall: the add-on for EC2 is missing here; add the folder lib/ec2 of Originwall in this same"
                        + " version\n");

        assertThat(run(List.of(), "", "ec2", "create-group", "--vpc=vpc-1", "--name=x"))
                .isEqualTo(missing);
        // Even where the config is not there yet, or broken.
        assertThat(run(List.of(), "", "ec2", "policy")).isEqualTo(missing);
        assertThat(run(List.of(), "", "ec2", "create-group", "--vpc=vpc-1", "--name=x", "--target=web"))
                .isEqualTo(missing);
    }

    @Test
    void neverStopsHalfWay() throws Exception {
        CommandLab.Ran ran = run("", "ec2");

        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("which command? see originwall ec2 --help");
    }
}
