package io.originwall.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Root runs the boot script over files of the service's account, in a network of its own. */
@Timeout(60)
class ForeignBootFilesTest {
    private static final int SERVICE = 65534;
    private static final Path LIBEXEC = Path.of("app/src/main/dist/libexec").toAbsolutePath();
    private static final String TABLE = "add table inet originwall\n# end\n";

    @TempDir
    private Path directory = Path.of("");

    private Path state = Path.of("");
    private Path secret = Path.of("");

    @BeforeEach
    void giveTheDirectoryToTheService() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
        // The account has to come as far as its directory.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        state = owned(SERVICE, Files.createDirectory(directory.resolve("state")));
        secret = Files.writeString(directory.resolve("secret"), "root's own words\n# end\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    }

    private static Path owned(int user, Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", user);
        Files.setAttribute(file, "unix:gid", user);
        return file;
    }

    private Path nft(String content) throws IOException {
        return owned(SERVICE, Files.writeString(state.resolve("last-good.nft"), content));
    }

    private record Ran(int code, String output) {}

    private Ran boot(String... afterwards) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-n",
                "sh",
                "-c",
                "sh \"$1\" \"$2\"; code=$?; " + String.join(" ", afterwards) + " exit $code",
                "sh",
                LIBEXEC.resolve("boot").toString(),
                state.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), output);
    }

    @Test
    void whatTheServiceWroteIsLoaded() throws Exception {
        nft(TABLE);

        Ran ran = boot("nft list tables;");

        assertThat(ran.output()).contains("last-good.nft: loaded").contains("table inet originwall");
        assertThat(ran.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"last-good.nft", "last-good.ipset", "last-good.iptables-nft"})
    void noLinkIsFollowed(String name) throws Exception {
        Files.createSymbolicLink(state.resolve(name), secret);

        Ran ran = boot();

        assertThat(ran.output()).contains(name + ": no regular file").doesNotContain("own words");
        assertThat(ran.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"last-good.nft", "last-good.ipset", "last-good.iptables-nft"})
    void noPipeMakesItWait(String name) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", state.resolve(name).toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(boot().output()).contains(name + ": no regular file");
    }

    @Test
    void noOtherFileIsIncluded() throws Exception {
        nft("include \"" + secret + "\"\n" + TABLE);

        Ran ran = boot();

        assertThat(ran.output()).contains("last-good.nft: includes other files").doesNotContain("own words");
        assertThat(ran.code()).isEqualTo(1);
    }

    @Test
    void aFileOfRootsUnderAnotherNameIsReadWithTheRightsOfTheService() throws Exception {
        Files.createLink(state.resolve("last-good.nft"), secret);

        Ran ran = boot();

        assertThat(ran.output())
                .contains("setpriv as user " + SERVICE + " cannot read it")
                .doesNotContain("own words");
    }

    @Test
    void whatTheToolSaysOfAFileShowsNoEscapesOfIt() throws Exception {
        nft("add \u001b[2Jnonsense\n# end\n");

        Ran ran = boot();

        assertThat(ran.output())
                .contains("last-good.nft:1:")
                .contains("nonsense")
                .doesNotContain("\u001b");
    }

    @Test
    void noCopyStaysBehind() throws Exception {
        nft(TABLE);

        Ran ran = boot("echo; ls -A /run | grep -c '^tmp[.]';");
        String before = boot("echo; ls -A /run | grep -c '^tmp[.]';").output();

        assertThat(ran.output()).isEqualTo(before);
    }
}
