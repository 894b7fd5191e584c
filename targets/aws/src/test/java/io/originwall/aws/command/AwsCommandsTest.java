package io.originwall.aws.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.AddOnContext;
import io.originwall.api.Change;
import io.originwall.api.TargetException;
import io.originwall.aws.client.GroupMaker.MadeGroup;
import io.originwall.aws.client.GroupMaker.NewGroup;
import io.originwall.aws.ec2.CloudAccount;
import io.originwall.aws.ec2.Ec2Settings;
import io.originwall.aws.ec2.PolicyTask;
import io.originwall.aws.ec2.Rollback;
import io.originwall.aws.ec2.Via;
import io.originwall.net.Family;
import io.originwall.testing.OutputSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AwsCommandsTest {
    private static final int USAGE = 64;

    private final List<String> asked = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Program program = new Program();

    /** Stands in for the account, and tells what it was asked. */
    private final class Cloud implements CloudAccount {
        @Override
        public MadeGroup createGroup(Ec2Settings settings, NewGroup group) throws TargetException {
            asked.add(settings.region().orElse("default") + " " + group.region().orElse("-") + " " + group.network()
                    + " " + group.name());
            if (group.network().equals("vpc-wrong")) {
                throw new TargetException("there is no such VPC");
            }
            return new MadeGroup("sg-1", asked.size() == 1);
        }

        @Override
        public String policy(Ec2Settings settings, PolicyTask task) {
            return settings.region().orElse("default") + " " + task;
        }

        @Override
        public Rollback rollback(String target, Ec2Settings settings, Rollback.Choice choice) throws TargetException {
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

    /** The program around the commands. */
    private final class Program implements AddOnContext {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        private final List<String> told = new ArrayList<>();
        private List<Configured<Ec2Settings>> configured = List.of();
        private boolean readable = true;
        private boolean json;
        private boolean daemon;
        private String failure = "";

        @Override
        public <S extends Record> List<Configured<S>> targets(String type, Class<S> settings) throws Exception {
            if (!readable) {
                throw new IOException("the config is broken");
            }
            assertThat(type).isEqualTo("ec2-security-group");
            return configured.stream()
                    .map(target -> new Configured<>(target.name(), settings.cast(target.settings())))
                    .toList();
        }

        @Override
        public AutoCloseable lock(String command, String besideDaemon) throws Exception {
            if (daemon) {
                throw new IOException(besideDaemon);
            }
            asked.add("lock");
            return () -> asked.add("unlock");
        }

        @Override
        public PrintStream out() {
            return printed;
        }

        @Override
        public boolean json() {
            return json;
        }

        @Override
        public void print(Change change) {
            printed.println("  " + change);
        }

        @Override
        public void tell(String message) {
            told.add(message);
        }

        private int run(String... arguments) {
            CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create());
            new AwsCommands(new Cloud()).subcommands(this).forEach(line::addSubcommand);
            line.setParameterExceptionHandler((e, all) -> failed(e, USAGE));
            line.setExecutionExceptionHandler((e, command, result) -> failed(e, 1));
            return line.execute(arguments);
        }

        private int failed(Exception e, int code) {
            failure = String.valueOf(e.getMessage());
            return code;
        }

        private String printed() {
            String text = out.toString(StandardCharsets.UTF_8);
            out.reset();
            return text;
        }
    }

    private static AddOnContext.Configured<Ec2Settings> target(String name, String region) {
        Ec2Settings settings = new Ec2Settings(
                Optional.of(region),
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false,
                Via.PREFIX_LIST,
                Optional.empty(),
                60);
        return new AddOnContext.Configured<>(name, settings);
    }

    private void web() {
        program.configured = List.of(target("web", "eu-west-1"));
    }

    @Test
    void printsThePolicyOfTheOnlyTarget() {
        web();
        assertThat(program.run("policy")).isZero();
        assertThat(program.printed()).isEqualTo("eu-west-1 sync\n");
        program.run("policy", "--for", "plan");
        assertThat(program.printed()).isEqualTo("eu-west-1 plan\n");
    }

    @Test
    void printsThePolicyForMakingAGroupWithoutAConfig() {
        program.readable = false;
        program.run("policy", "--for=create-group");
        assertThat(program.printed()).isEqualTo("default create-group\n");

        program.readable = true;
        web();
        program.run("policy", "--for=create-group", "--target=web");
        assertThat(program.printed()).isEqualTo("eu-west-1 create-group\n");
    }

    @Test
    void putsListsBackAndSaysThatTheNextSyncBringsThemForwardAgain() {
        web();
        assertThat(program.run("rollback", "--family", "ipv4", "--to", "2")).isZero();

        assertThat(asked).containsExactly("lock", "web IPv4 - 2", "apply", "close", "unlock");
        assertThat(program.printed()).isEqualTo("""
                web-ipv4 (pl-1) in eu-west-1: version 3 to 2
                  + 192.0.2.0/24
                web-ipv6 (pl-2) in eu-west-1: version 2 to 1, which holds the same: nothing to do
                """);
        assertThat(program.told)
                .containsExactly(
                        "the next sync of web brings its lists forward again; to hold them, keep the daemon stopped");
    }

    @Test
    void aDryRunOfARollbackChangesNothing() {
        web();
        program.json = true;
        program.daemon = true;
        assertThat(program.run("rollback", "--list=pl-1", "--dry-run")).isZero();

        assertThat(asked).containsExactly("web - pl-1 -", "close");
        String printed = program.printed();
        OutputSchema.assertValid("ec2-rollback", printed);
        assertThat(printed).contains("\"result\":\"pending\"", "\"result\":\"in-sync\"");
        assertThat(program.told).isEmpty();
    }

    @Test
    void saysWhichListsStayAsTheyAre() {
        web();
        notes.add("web-ipv6 is at its first version");

        program.run("rollback", "--dry-run");
        assertThat(program.told).containsExactly("web-ipv6 is at its first version");
    }

    @Test
    void aRollbackThatCannotBeIsToldInOneLine() {
        web();
        assertThat(program.run("rollback", "--to=9")).isEqualTo(1);
        assertThat(program.failure).isEqualTo("there is no version 9");
    }

    @Test
    void doesNotRollBackUnderADaemonThatWouldUndoIt() {
        web();
        program.daemon = true;
        assertThat(program.run("rollback")).isEqualTo(1);

        assertThat(program.failure).contains("would bring the lists forward again at once");
        assertThat(asked).isEmpty();
    }

    @Test
    void namesTheWordsThatThereAreAsTheHelpWritesThem() {
        web();
        assertThat(program.run("policy", "--for", "foo")).isEqualTo(USAGE);
        assertThat(program.failure)
                .isEqualTo(
                        "Invalid value for option '--for': expected one of sync, plan, create-group, rollback but was"
                                + " 'foo'");
        assertThat(program.run("rollback", "--family=foo")).isEqualTo(USAGE);
        assertThat(program.failure).contains("expected one of ipv4, ipv6 but was 'foo'");
        assertThat(program.run("policy", "--for", "PLAN")).isZero();
    }

    @Test
    void asksWhichOfSeveralTargetsIsMeant() {
        program.configured = List.of(target("web", "eu-west-1"), target("api", "eu-central-1"));

        program.run("policy", "--target", "api");
        assertThat(program.printed()).contains("eu-central-1");
        assertThat(program.run("policy")).isEqualTo(USAGE);
        assertThat(program.failure).isEqualTo("which target? Name one with --target: web, api");
        assertThat(program.run("policy", "--target", "wb")).isEqualTo(USAGE);
        assertThat(program.failure)
                .isEqualTo("the config has no target \"wb\" of type ec2-security-group, it has: web, api");
        program.configured = List.of();
        assertThat(program.run("policy")).isEqualTo(USAGE);
        assertThat(program.failure).isEqualTo("the config has no target of type ec2-security-group");
    }

    @Test
    void makesAGroupWithoutAConfigWhereNoTargetIsNamed() {
        program.readable = false;
        String[] command = {"create-group", "--vpc", "vpc-1", "--name", "cloudflare-access", "--region", "eu-west-3"};

        assertThat(program.run(command)).isZero();
        assertThat(program.printed()).isEqualTo("sg-1 (cloudflare-access): made\n");
        program.run(command);
        assertThat(program.printed()).isEqualTo("sg-1 (cloudflare-access): was there already\n");
        assertThat(asked.get(0)).isEqualTo("default eu-west-3 vpc-1 cloudflare-access");
    }

    @Test
    void makesAGroupInTheAccountOfATarget() {
        web();
        program.json = true;
        program.run("create-group", "--vpc=vpc-1", "--name=x", "--target=web");

        assertThat(asked).containsExactly("eu-west-1 - vpc-1 x");
        OutputSchema.assertValid("ec2-create-group", program.printed());
    }

    @Test
    void tellsWhatFailed() {
        assertThat(program.run("create-group", "--vpc=vpc-wrong", "--name=x")).isEqualTo(1);
        assertThat(program.failure).isEqualTo("there is no such VPC");
    }
}
