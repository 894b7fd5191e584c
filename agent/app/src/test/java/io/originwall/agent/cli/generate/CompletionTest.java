package io.originwall.agent.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads each script in the shell it is for and asks what that would offer where the line ends. */
class CompletionTest {
    @TempDir
    private Path directory = Path.of("");

    /** What every shell must offer; each nested class says how to ask it. */
    abstract class AnyShell {
        /** The words that the shell offers for the last, unfinished word of the line. */
        abstract Set<String> offers(String line) throws Exception;

        @Test
        void offersTheCommandsThatAreNotHidden() throws Exception {
            assertThat(offers("sample ")).contains("sync", "config").doesNotContain("secret");
        }

        @Test
        void completesACommand() throws Exception {
            assertThat(offers("sample sy")).containsExactly("sync");
        }

        @Test
        void offersTheCommandsBelowACommand() throws Exception {
            assertThat(offers("sample config ch")).containsExactly("check");
        }

        @Test
        void completesAnOptionOfACommandBelow() throws Exception {
            assertThat(offers("sample config check --st")).containsExactly("--strict");
        }

        @Test
        void offersAnOptionToItsOwnCommandOnly() throws Exception {
            assertThat(offers("sample sync --o")).containsExactly("--offline");
            assertThat(offers("sample config check --o")).isEmpty();
        }

        @Test
        void offersTheValuesOfAnOption() throws Exception {
            assertThat(offers("sample sync --colour ")).containsExactlyInAnyOrder("red", "green");
        }

        @Test
        void offersTheTargetsOfTheConfig() throws Exception {
            assertThat(offers("sample sync --target ")).containsExactlyInAnyOrder("web", "web-2");
            assertThat(offers("sample sync --target web-")).containsExactly("web-2");
        }

        @Test
        void offersTheTargetsOfTheConfigThatTheLineNames() throws Exception {
            assertThat(offers("sample -c mine.yaml sync --target ")).containsExactly("mine");
            assertThat(offers("sample --config mine.yaml sync --target ")).containsExactly("mine");
        }

        @Test
        void offersNothingWhereTheConfigIsBroken() throws Exception {
            assertThat(offers("sample -c broken.yaml sync --target ")).isEmpty();
        }

        @Test
        void asksTheProgramOnlyForTargets() throws Exception {
            offers("sample sync --off");
            offers("sample sync --colour ");
            assertThat(directory.resolve("asked")).doesNotExist();
        }

        @Test
        void offersFilesWhereAFileIsMeant() throws Exception {
            Files.createFile(directory.resolve("my.yaml"));
            assertThat(offers("sample sync --config my")).containsExactly("my.yaml");
        }
    }

    @Nested
    class Bash extends AnyShell {
        @Override
        Set<String> offers(String line) throws Exception {
            return run("bash", "--norc", "-c", """
                    source "$1"
                    COMP_LINE=$2 COMP_POINT=${#2}
                    read -ra COMP_WORDS <<<"$COMP_LINE"
                    [[ $COMP_LINE != *' ' ]] || COMP_WORDS+=('')
                    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                    compopt() { :; } # it works only where a person types
                    _complete_sample sample "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
                    printf '%s\\n' "${COMPREPLY[@]}"
                    """, "bash", script(Shell.BASH), line);
        }
    }

    @Nested
    class Fish extends AnyShell {
        @Override
        Set<String> offers(String line) throws Exception {
            return run("fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script(Shell.FISH), line)
                    .stream()
                    .map(offer -> offer.replaceFirst("\t.*", ""))
                    .collect(Collectors.toSet());
        }

        @Test
        void looksPastAGlobalOptionAndItsValue() throws Exception {
            assertThat(offers("sample -c sync co")).containsExactly("config");
        }
    }

    /** Only a zsh on a terminal completes: one runs inside a pseudo-terminal of another, which types the line and Tab. */
    @Nested
    class Zsh extends AnyShell {
        @Override
        Set<String> offers(String line) throws Exception {
            return run("zsh", "-f", "-c", """
                    zmodload zsh/zpty
                    zpty inner zsh -f -i
                    zpty -w inner "fpath=(${(q)1:h} \\$fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=9999"
                    # Every word on offer goes through compadd, so that is where to listen.
                    zpty -w inner 'compadd() {
                      local -a offered
                      (( ${@[(I)-[AOD]*]} )) || { builtin compadd -O offered "$@"; print -rl -- $offered >>offers }
                      builtin compadd "$@"
                    }'
                    zpty -w inner 'print REA""DY'
                    zpty -r inner output "*READY*"
                    : >offers
                    zpty -w inner $2$'\\t'
                    zpty -w inner 'print DO""NE'
                    zpty -r inner output "*DONE*"
                    zpty -d inner
                    cat offers
                    """, "zsh", script(Shell.ZSH), line);
        }

        @Test
        void looksPastAGlobalOptionAndItsValue() throws Exception {
            assertThat(offers("sample -c sync co")).containsExactly("config");
        }
    }

    private String script(Shell shell) throws IOException {
        Path file = directory.resolve(shell.place("sample").getFileName());
        return Files.writeString(file, shell.script(SampleProgram.root().spec()))
                .toString();
    }

    private Set<String> run(String... argv) throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path program = Files.writeString(bin.resolve("sample"), """
                #!/bin/sh
                case $* in *targets) : >asked ;; esac
                case $* in
                  targets) printf 'web\\nweb-2\\n' ;;
                  '-c mine.yaml targets') echo mine ;;
                  *) echo 'sample: config error' >&2; exit 78 ;;
                esac
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> environment =
                Map.of("HOME", directory.toString(), "PATH", bin + ":" + System.getenv("PATH"));
        return Set.copyOf(Tool.run(directory, environment, argv).lines());
    }
}
