package io.originwall.linux.script;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Scripts of one firewall.
 *
 * @param name what it is called, and what the names of the files end with
 * @param programs the files of the programs that run them
 * @param limit no such program takes longer: it is killed then
 */
public record ScriptKind(String name, Set<String> programs, Duration limit) {
    public ScriptKind {
        programs = Set.copyOf(programs);
    }

    String suffix() {
        return "." + name;
    }

    boolean isName(String file) {
        return Pattern.matches("originwall-\\d{1,20}" + Pattern.quote(suffix()), file);
    }
}
