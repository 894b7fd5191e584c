package io.originwall.linux.survey;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandRunner;
import io.originwall.net.Family;
import java.io.IOException;
import java.nio.file.Path;

/** The tables of iptables-legacy, as far as the kernel tells of them. Reads only. */
public final class LegacyTables {
    private LegacyTables() {}

    /** The kernel's file that names those that are there; to ask for another would make it. */
    public static String names(Family family) {
        return "/proc/self/net/" + prefix(family) + "_tables_names";
    }

    private static String prefix(Family family) {
        return family == Family.IPV4 ? "ip" : "ip6";
    }

    /**
     * What a table holds; nothing where it is not there, since asking for it would make one.
     *
     * @throws CommandException where it is there and cannot be read
     */
    static String save(CommandRunner runner, Family family, String table) throws CommandException {
        try {
            String tables = runner.read(Path.of(names(family)));
            if (tables.lines().noneMatch(table::equals)) {
                return "";
            }
        } catch (IOException notThere) {
            return "";
        }
        return runner.run(Command.of(prefix(family) + "tables-legacy-save", "-t", table))
                .stdout();
    }
}
