package io.originwall.agent.cli.generate;

import io.originwall.api.TargetNames;
import java.util.regex.Pattern;

/** The functions of the completion scripts that ask for the names of targets, about the config that the line names. */
public final class ConfiguredTargets {
    /** The hidden command that lists the names, and nothing where the config cannot be read. */
    public static final String COMMAND = "targets";

    private static final String FUNCTION = TargetNames.FUNCTION;

    private static final Pattern BASH_VALUES = Pattern.compile("local (\\w+)=\\(\"" + FUNCTION + "\"\\).*\n");

    private ConfiguredTargets() {}

    /** picocli's script knows fixed words only: where it would offer ours, it calls the function. */
    static String inBash(String script, String program) {
        String asking = BASH_VALUES
                .matcher(script)
                .results()
                .map(values -> "\"${" + values.group(1) + "[@]}\"")
                .distinct()
                .reduce(script, (text, words) -> text.replace(words, "$(" + FUNCTION + ")"));
        return BASH_VALUES.matcher(asking).replaceAll("# $1: asked for when they are needed\n")
                + """

                function %1$s() {
                  local i config=()
                  for ((i = 1; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                      -c | --config)
                        [[ ${COMP_WORDS[i + 1]} != = ]] || ((i++))
                        config=(-c "${COMP_WORDS[i + 1]}")
                        ;;
                    esac
                  done
                  %2$s "${config[@]}" %3$s 2>/dev/null </dev/null
                }
                """.formatted(FUNCTION, program, COMMAND);
    }

    static String inZsh(String program) {
        return """
                %1$s() {
                  local -a typed=(${(z)LBUFFER}) config names
                  local given=${typed[(R)--config=*]}
                  local -i at=${typed[(I)-c]} long=${typed[(I)--config]}
                  (( at )) && config=(-c ${(Q)typed[at + 1]})
                  (( long )) && config=(-c ${(Q)typed[long + 1]})
                  [[ -n $given ]] && config=(-c ${(Q)given#--config=})
                  names=(${(f)"$(%2$s $config %3$s 2>/dev/null </dev/null)"})
                  compadd -a names
                }
                """.formatted(FUNCTION, program, COMMAND);
    }

    static String inFish(String program) {
        return """
                function %1$s
                    set -l words (commandline -opc)
                    set -l config
                    for i in (seq 2 (count $words))
                        switch $words[$i]
                            case -c --config
                                set config -c $words[(math $i + 1)]
                            case '--config=*'
                                set config -c (string replace -- --config= '' $words[$i])
                        end
                    end
                    %2$s $config %3$s 2>/dev/null </dev/null
                end
                """.formatted(FUNCTION, program, COMMAND);
    }
}
