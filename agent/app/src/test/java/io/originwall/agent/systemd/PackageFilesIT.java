package io.originwall.agent.systemd;

import static io.originwall.agent.systemd.Packages.DIRECTORY;
import static io.originwall.agent.systemd.Packages.deb;
import static io.originwall.agent.systemd.Packages.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.agent.cli.generate.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is in the packages, and that it is always the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackageFilesIT {
    private static final Path PROGRAM = Path.of("target/originwall");
    /** To another file, not to another site. */
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(#[^)]*)?\\)");

    private static final String FILES = "Files: usr/lib/originwall/lib/";
    /** Before it, the JVM writes class archives in an order by chance. */
    private static final int SAME_ARCHIVES_SINCE = 19;

    @TempDir
    private Path temporary = Path.of("");

    private List<String> libraries = List.of();

    @BeforeAll
    void listTheLibraries() throws Exception {
        Packages.assumeBuilt();
        try (Stream<Path> files = Files.walk(PROGRAM.resolve("lib"))) {
            libraries = files.map(
                            file -> PROGRAM.resolve("lib").relativize(file).toString())
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .toList();
        }
        assertThat(libraries).hasSizeGreaterThan(10);
    }

    @Test
    void theChecksumsAreOfAllFilesThere() throws Exception {
        run("cd $0 && sha256sum --check --strict SHA256SUMS".replace("$0", DIRECTORY.toString()));
        assertThat(run("cut -d ' ' -f 3 $1/SHA256SUMS | sort", DIRECTORY))
                .isEqualTo(run("ls $1 | grep -v SHA256SUMS | LC_ALL=C sort", DIRECTORY));
    }

    @Test
    void lintianFindsNothingWithoutAReason() throws Exception {
        run("lintian --fail-on error,warning $1/*.deb", DIRECTORY);
    }

    @Test
    void theSameInputGivesTheSameBytes() throws Exception {
        String version = run("dpkg-deb -f $1 Version", deb("originwall"));
        String maintainer = run("dpkg-deb -f $1 Maintainer", deb("originwall"));
        assertThat(maintainer).startsWith("Originwall maintainers <");
        String instant = run("date -u -d @$(stat -c %Y $1/bin/originwall) +%FT%TZ", PROGRAM);
        run(
                "umask 077; export TZ=Asia/Tokyo JAVA_HOME=\"$1\"; app/src/package/build .. \"$2\" $3 $4 \"$5\"",
                System.getProperty("java.home"),
                temporary,
                version,
                instant,
                maintainer);

        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.filter(file -> !file.endsWith("SHA256SUMS") && !Packages.isImage(file))
                    .toList()) {
                Path again = temporary.resolve(file.getFileName());
                if (holdsAnArchive(file) && Runtime.version().feature() < SAME_ARCHIVES_SINCE) {
                    assertThat(allButArchives(again)).isEqualTo(allButArchives(file));
                } else {
                    assertThat(again).hasSameBinaryContentAs(file);
                }
            }
        }
    }

    /** Of the program with a runtime of its own, which the class archive is made for. */
    private static boolean holdsAnArchive(Path file) {
        return file.getFileName().toString().matches("originwall(_.*[.]deb|-[0-9].*[.]rpm)");
    }

    /** Of a package: its data, its digests, and every file with its mode, size and time. */
    private static String allButArchives(Path file) throws Exception {
        String listing = file.toString().endsWith(".deb")
                ? "dpkg-deb -f $1; dpkg-deb -I $1 md5sums; dpkg-deb -c $1"
                : "rpm -qp --info --scripts --requires --provides --dump $1";
        return run("{ " + listing + "; } | grep -v '[.]jsa'", file);
    }

    @Test
    void theRuntimeHasAllThatTheClassesReferTo() throws Exception {
        Path tree = unpacked("originwall");
        Set<String> there = modules(
                run("$1/usr/lib/originwall/runtime/bin/java --list-modules | sed 's/@.*//' | paste -sd, -", tree));
        String files = libraries.stream()
                // It is a module that asks for another which is left out, and refers to nothing but the base.
                .filter(library -> !library.startsWith("jackson-dataformat"))
                .map(library -> PROGRAM.resolve("lib").resolve(library).toString())
                .collect(Collectors.joining(" "));

        // Of all at once: it opens the whole JDK each time.
        Set<String> needed = modules(run(
                "$1/bin/jdeps --ignore-missing-deps --multi-release 17 --print-module-deps $2",
                System.getProperty("java.home"),
                files));

        assertThat(needed).contains("java.desktop").isSubsetOf(there);
    }

    private static Set<String> modules(String list) {
        return new TreeSet<>(List.of(list.split(",", -1)));
    }

    @Test
    void everyLibraryIsInTheListOfContentsAndHasItsLicence() throws Exception {
        Path documents = unpacked("originwall-system-java").resolve("usr/share/doc/originwall-system-java");
        String contents = Files.readString(documents.resolve("originwall.cdx.json"));
        String licences = Files.readString(documents.resolve("copyright"));

        for (String library : libraries) {
            assertThat(contents)
                    .contains(
                            ("/" + library).replaceFirst("^/aws/", "/").replaceFirst("-(\\d.*)[.]jar", "@$1?type=jar"));
            if (!library.contains("originwall-")) {
                assertThat(licences.lines().filter(line -> line.startsWith(FILES)))
                        .as(library)
                        .anyMatch(line ->
                                library.matches(line.substring(FILES.length()).replace("*", ".*")));
            }
        }
        assertThat(documents.resolve("licenses/slf4j-api-2.0.20/LICENSE.txt")).exists();
    }

    /** rpm asks for the config, and from 4.19 on for the groups of files; the one that made these may be older. */
    @Test
    void theRpmsProvideWhatRpmHasThemAskForOfThemselves() throws Exception {
        for (String flavour : List.of("originwall", "originwall-system-java")) {
            Path rpm = Packages.rpm(flavour);
            String config = "rpm -qp --requires $1 | grep '^config(' || :";
            String groups = "rpm -qp --qf '[%{FILEGROUPNAME}\\n]' $1 | sed '/^root$/d; s/.*/group(&)/'";

            List<String> asked = run("{ " + config + "; " + groups + "; } | sort -u", rpm)
                    .lines()
                    .toList();

            assertThat(asked).contains("group(originwall)");
            assertThat(run("rpm -qp --provides $1", rpm).lines()).containsAll(asked);
        }
    }

    @Test
    void theManPagesAreRenderedAndTheUnitsAreThere() throws Exception {
        Path tree = unpacked("originwall-system-java");

        assertThat(run(
                        "for page in $1/usr/share/man/man?/*; do zcat $page | mandoc -Tutf8 | sed 's/.\\x08//g' | grep -A 1 -x NAME; done",
                        tree))
                .contains("originwall")
                .contains("originwall.yaml");
        run("cmp ../systemd/originwall.service $1/usr/lib/systemd/system/originwall.service", tree);
        assertThat(run("cat $1/DEBIAN/conffiles", tree)).isEqualTo("/etc/originwall/config.yaml");
    }

    @Test
    void theCompletionsAreFoundByZsh() throws Exception {
        Tool.assumeInstalled("zsh");
        Path places = unpacked("originwall-system-java").resolve("usr/share/zsh/vendor-completions");
        String script = "fpath=($1 $fpath); autoload -Uz compinit; compinit -D -u; print $_comps[originwall]";

        assertThat(run("zsh -fc '" + script + "' zsh $1", places)).isEqualTo("_originwall");
    }

    @Test
    void noLinkInTheDocumentsLeadsNowhere() throws Exception {
        Path documents = unpacked("originwall-system-java").resolve("usr/share/doc/originwall-system-java");
        Path archive = Files.createDirectories(temporary.resolve("archive"));
        run("tar -xf $1/originwall-[0-9]*.tar.gz -C $2 --strip-components=1", DIRECTORY, archive);

        for (Path top : List.of(documents, archive)) {
            try (Stream<Path> files = Files.walk(top)) {
                for (Path page :
                        files.filter(file -> file.toString().endsWith(".md")).toList()) {
                    assertThat(LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)))
                            .as(page.toString())
                            .allSatisfy(link ->
                                    assertThat(page.resolveSibling(link)).exists());
                }
            }
        }
    }

    private Path unpacked(String name) throws Exception {
        Path tree = temporary.resolve(name);
        if (!Files.exists(tree)) {
            run("dpkg-deb -R $1 $2", deb(name), tree);
        }
        return tree;
    }
}
