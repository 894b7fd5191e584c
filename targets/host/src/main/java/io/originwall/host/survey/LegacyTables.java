package io.originwall.host.survey;

import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The tables of iptables-legacy, as far as the kernel tells of them. Reads only. */
final class LegacyTables {
    static final List<String> FAMILIES = List.of("ip", "ip6");

    private LegacyTables() {}

    /**
     * What a table holds; nothing where it is not there, since asking for it would make one.
     *
     * @param family one of {@link #FAMILIES}
     * @throws CommandException where it is there and cannot be read
     */
    static String save(CommandRunner runner, String family, String table) throws CommandException {
        try {
            String tables = runner.read(Path.of("/proc/self/net/" + family + "_tables_names"));
            if (tables.lines().noneMatch(table::equals)) {
                return "";
            }
        } catch (IOException notThere) {
            return "";
        }
        return runner.run(Command.of(family + "tables-legacy-save", "-t", table))
                .stdout();
    }
}
