package io.originwall.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.cli.generate.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a directory with a space in its name, before a java that prints what it is given. */
class LauncherTest {
    private static final String DESCRIPTOR =
            "# what it is for\nsummary x\ntype ec2-security-group\ncommand aws\ncommand ec2\n";

    private static final Path SOURCE = Path.of("app/src/main/dist/bin/originwall");
    private static final int ANSWER = 42;
    private static final int UNAVAILABLE = 69;

    @TempDir
    private Path temporary = Path.of("");

    private Path program = Path.of("");
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void lay() throws IOException {
        temporary = temporary.toRealPath();
        program = Files.createDirectories(temporary.resolve("the program"));
        write("the program/bin/originwall", Files.readString(SOURCE));
        write("the program/lib/b.jar", "");
        write("the program/lib/a.jar", "");
        jdk("jdk", "17.0.15");
        environment.put("JAVA_HOME", temporary.resolve("jdk").toString());
        environment.put("ORIGINWALL_JAVA_OPTS", "");
    }

    @Test
    void givesEveryJarAndEachArgumentAsItWasTyped() throws Exception {
        assertThat(launch("check", "an argument", "*").lines())
                .containsSubsequence(
                        "-cp",
                        program + "/lib/a.jar:" + program + "/lib/b.jar",
                        "io.originwall.agent.cli.Main",
                        "check",
                        "an argument",
                        "*");
    }

    @Test
    void startsInADirectoryThatWasDeleted() throws Exception {
        Path gone = Files.createDirectory(temporary.resolve("gone"));
        write("jdk/bin/java", "#!/bin/sh\npwd -P\n");

        Tool.Outcome answer = run(Stream.of(
                "/bin/sh",
                "-c",
                "cd \"$1\" && rmdir \"$1\" && exec \"$2\" plan",
                "sh",
                gone.toString(),
                program + "/bin/originwall"));

        assertThat(answer.lines())
                .contains("originwall: warning: the working directory was deleted; relative paths are looked for in /")
                .endsWith("/");
    }

    @Test
    void endsWithTheExitCodeOfTheProgram() throws Exception {
        assertThat(launch().code()).isEqualTo(ANSWER);
    }

    @Test
    void findsItsOwnPlaceThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), program.resolve("bin/originwall"));
        assertThat(run(Stream.of(link.toString())).lines()).contains(program + "/lib/a.jar:" + program + "/lib/b.jar");
    }

    @Test
    void letsTheUserHaveTheLastWordOnTheJvm() throws Exception {
        write("-Dx=1", "");
        environment.put("ORIGINWALL_JAVA_OPTS", "-Xmx1g -Dx=*");
        assertThat(launch().lines()).containsSubsequence("-Xmx128m", "-Xmx1g", "-Dx=*", "-cp");
    }

    @Test
    void tellsTheProgramThatItsOutputIsNoTerminal() throws Exception {
        assertThat(launch().lines()).contains("-Doriginwall.terminal=false");
    }

    @Test
    void tellsTheProgramOfATerminalThatCanTakeALineBack() throws Exception {
        assertThat(launch().lines()).noneMatch(argument -> argument.contains("originwall.progress"));
        environment.put("TERM", "xterm");
        assertThat(atTerminal().lines()).contains("-Doriginwall.terminal=true", "-Doriginwall.progress=true");
        environment.put("TERM", "dumb");
        assertThat(atTerminal().lines())
                .contains("-Doriginwall.terminal=true")
                .noneMatch(argument -> argument.contains("originwall.progress"));
    }

    private Tool.Outcome atTerminal() throws Exception {
        return run(Stream.of("script", "-qec", "'" + program + "/bin/originwall' plan", "/dev/null"));
    }

    @Test
    void usesTheRuntimeThatItCameWithWhateverElseThereIs() throws Exception {
        jdk("the program/runtime", "17.0.15");
        write("the program/runtime/bin/java", "#!/bin/sh\necho its own\n");
        assertThat(launch("plan").lines()).containsExactly("its own");
        environment.put("JAVA_HOME", "/nonexistent");
        assertThat(launch("plan").lines()).containsExactly("its own");
    }

    @Test
    void findsJavaOnThePath() throws Exception {
        environment.put("JAVA_HOME", "");
        environment.put("PATH", temporary.resolve("jdk/bin") + ":" + System.getenv("PATH"));
        assertThat(launch("plan").lines()).contains("plan");
    }

    @Test
    void usesAnArchiveThatThisJavaMadeHere() throws Exception {
        archive(temporary.resolve("jdk/bin/java"), program);
        assertThat(launch().lines()).contains("-XX:SharedArchiveFile=" + program + "/lib/originwall.jsa");
    }

    @Test
    void leavesAnArchiveAloneThatAnotherJavaMade() throws Exception {
        jdk("other", "25.0.3");
        archive(temporary.resolve("other/bin/java"), program);
        assertThat(launch().lines()).noneMatch(argument -> argument.contains("SharedArchiveFile"));
    }

    @Test
    void leavesAnArchiveAloneThatWasMadeElsewhere() throws Exception {
        archive(temporary.resolve("jdk/bin/java"), temporary.resolve("before"));
        assertThat(launch().lines()).noneMatch(argument -> argument.contains("SharedArchiveFile"));
    }

    @Test
    void takesEveryAddOnThatIsMeant() throws Exception {
        write("the program/lib/aws/sdk.jar", "");
        write("the program/lib/aws/addon", DESCRIPTOR);
        write("the program/lib/other/other.jar", "");
        write("the program/lib/other/addon", "type other-target\n");
        write("both.yaml", "targets: [{name: web, type: ec2-security-group}, {name: more, type: other-target}]\n");
        environment.put("ORIGINWALL_CONFIG", temporary + "/both.yaml");

        assertThat(launch("plan").lines())
                .anyMatch(argument ->
                        argument.endsWith(":" + program + "/lib/aws/sdk.jar:" + program + "/lib/other/other.jar"));
    }

    @Test
    void takesAnAddOnOnlyWhereTheConfigOrTheCommandCouldMeanIt() throws Exception {
        write("the program/lib/aws/sdk.jar", "");
        write("the program/lib/aws/addon", DESCRIPTOR);
        write("host.yaml", "targets: [{name: host, type: nftables}]\n");
        write("cloud.yaml", "targets: [{name: web, type: ec2-security-group}]\n");
        write("variable.yaml", "targets: [{name: web, type: \"${KIND}\"}]\n");
        String host = temporary + "/host.yaml";
        String cloud = temporary + "/cloud.yaml";
        environment.put("ORIGINWALL_CONFIG", host);
        assertThat(usesAddOn("plan")).isFalse();
        assertThat(usesAddOn("--version")).isFalse();
        assertThat(usesAddOn("--help")).as("help names its commands").isTrue();
        assertThat(usesAddOn("completion", "bash")).isTrue();
        assertThat(usesAddOn("plan", "-c", temporary + "/none.yaml")).isFalse();
        assertThat(usesAddOn("aws", "policy")).isTrue();
        assertThat(usesAddOn("ec2", "policy")).isTrue();
        assertThat(usesAddOn("-c", cloud, "plan")).isTrue();
        assertThat(usesAddOn("plan", "-c" + cloud)).isTrue();
        assertThat(usesAddOn("plan", "-c=" + cloud)).isTrue();
        assertThat(usesAddOn("plan", "--config", cloud)).isTrue();
        assertThat(usesAddOn("plan", "--config=" + cloud)).isTrue();
        assertThat(usesAddOn("plan", "-vc", cloud)).isTrue();
        assertThat(usesAddOn("plan", "-c", temporary + "/variable.yaml")).isTrue();
        environment.put("ORIGINWALL_CONFIG", cloud);
        assertThat(usesAddOn("plan")).isTrue();
        Files.delete(program.resolve("lib/aws/addon"));
        assertThat(usesAddOn("plan")).isFalse();
    }

    private boolean usesAddOn(String... arguments) throws Exception {
        List<String> lines = launch(arguments).lines();
        String classPath = lines.get(lines.indexOf("-cp") + 1);
        assertThat(classPath).startsWith(program + "/lib/a.jar:" + program + "/lib/b.jar");
        return classPath.endsWith(":" + program + "/lib/aws/sdk.jar");
    }

    @Test
    void takesTheArchiveThatWasMadeWithTheAddOn() throws Exception {
        archive(temporary.resolve("jdk/bin/java"), program);
        write("the program/lib/aws/sdk.jar", "");
        write("the program/lib/aws/addon", DESCRIPTOR);
        write("the program/lib/aws/originwall.jsa.of", Files.readString(program.resolve("lib/originwall.jsa.of")));
        environment.put("ORIGINWALL_CONFIG", "none");
        assertThat(launch("aws", "policy").lines())
                .contains("-XX:SharedArchiveFile=" + program + "/lib/aws/originwall.jsa");
        assertThat(launch("plan").lines()).contains("-XX:SharedArchiveFile=" + program + "/lib/originwall.jsa");
    }

    @Test
    void refusesAVersionThatWasCopiedOverAnother() throws Exception {
        write("the program/lib/originwall-agent-0.1.0.jar", "");
        assertThat(launch().code()).isEqualTo(ANSWER);
        write("the program/lib/originwall-agent-0.2.0.jar", "");
        assertThat(launch())
                .isEqualTo(new Tool.Outcome(
                        UNAVAILABLE,
                        List.of("originwall: two versions or more lie in " + program
                                + "/lib, and the old one would run: install into an empty directory")));
    }

    @Test
    void refusesAnOldJava() throws Exception {
        jdk("jdk", "11.0.27");
        assertThat(launch())
                .isEqualTo(new Tool.Outcome(
                        UNAVAILABLE,
                        List.of("originwall: " + temporary + "/jdk/bin/java is Java 11.0.27: "
                                + "install version 17 or newer, or set JAVA_HOME to one")));
    }

    @Test
    void refusesAVeryOldJava() throws Exception {
        jdk("jdk", "1.8.0_392");
        assertThat(launch().code()).isEqualTo(UNAVAILABLE);
    }

    @Test
    void takesAJavaThatDoesNotTellItsVersion() throws Exception {
        Files.delete(temporary.resolve("jdk/release"));
        assertThat(launch().code()).isEqualTo(ANSWER);
    }

    @Test
    void saysSoWhereJavaHomeHoldsNoJava() throws Exception {
        environment.put("JAVA_HOME", "/nonexistent");
        assertThat(launch())
                .isEqualTo(new Tool.Outcome(
                        UNAVAILABLE,
                        List.of("originwall: JAVA_HOME is /nonexistent, but there is no bin/java: "
                                + "point it at a Java of version 17 or newer, or unset it")));
    }

    @Test
    void saysWhatToInstallWhereThereIsNoJava() throws Exception {
        environment.put("JAVA_HOME", "");
        environment.put("PATH", temporary.toString());
        assertThat(run(Stream.of("/bin/sh", program.resolve("bin/originwall").toString())))
                .isEqualTo(new Tool.Outcome(
                        UNAVAILABLE,
                        List.of("originwall: no Java found: install version 17 or newer "
                                + "(Debian, Ubuntu: apt install default-jre-headless), or set JAVA_HOME")));
    }

    private Tool.Outcome launch(String... arguments) throws Exception {
        return run(Stream.concat(Stream.of(program.resolve("bin/originwall").toString()), Stream.of(arguments)));
    }

    private Tool.Outcome run(Stream<String> argv) throws Exception {
        return Tool.run(temporary, environment, argv.toArray(String[]::new));
    }

    private void jdk(String name, String version) throws IOException {
        write(name + "/bin/java", "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit " + ANSWER + "\n");
        write(name + "/release", "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nMODULES=\"java.base\"\n");
    }

    private void archive(Path madeBy, Path madeAt) throws IOException {
        write("the program/lib/originwall.jsa.of", madeBy + "\n" + madeAt + "\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = temporary.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
