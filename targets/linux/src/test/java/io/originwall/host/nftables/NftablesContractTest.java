package io.originwall.host.nftables;

import io.originwall.api.AuditableContract;
import io.originwall.api.BootFile;
import io.originwall.api.BootPersistentContract;
import io.originwall.api.ProbeableContract;
import io.originwall.api.RestorableContract;
import io.originwall.api.Target;
import io.originwall.api.TargetContract;
import io.originwall.api.TargetException;
import io.originwall.api.WatchableContract;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.PassingRunner;
import io.originwall.host.lab.NetLab;
import io.originwall.host.lab.Peer;
import io.originwall.net.Address;
import io.originwall.net.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract on the real kernel, in a namespace of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NftablesContractTest extends TargetContract
        implements WatchableContract, AuditableContract, ProbeableContract, RestorableContract, BootPersistentContract {
    private static final List<String> FOREIGN =
            List.of("inet filter", "ip originwall", "inet originwall_of_somebody_else", "ip6 mangle");

    private final NetLab lab = NetLab.open();

    @BeforeAll
    void startServers() {
        for (String port : List.of("22/tcp", "80/tcp", "443/tcp", "443/udp")) {
            lab.origin().serve(Port.parse(port));
        }
    }

    @AfterAll
    void closeLab() {
        lab.close();
    }

    @Override
    protected Target createTarget() throws TargetException {
        lab.run("nft", "flush", "ruleset");
        return target(lab.runner());
    }

    private static Target target(CommandRunner runner) throws TargetException {
        return new NftablesTarget("host", new NftablesProvider().defaults(), runner);
    }

    @Override
    protected void plantForeign() {
        for (String table : FOREIGN) {
            lab.nft("""
                    table %s {
                        counter denied4 {}
                        set allow4 { type ipv4_addr; flags interval; elements = { 9.9.9.0/24 } }
                        chain check { type filter hook input priority 0; policy accept; tcp dport 9999 drop comment "theirs"; }
                    }
                    """.formatted(table));
        }
    }

    @Override
    public String wholePlace() {
        return PlainNames.ruleset(lab);
    }

    @Override
    public String foreignThings() {
        StringBuilder all = new StringBuilder();
        FOREIGN.forEach(table -> all.append(lab.run("nft", "-s", "list table " + table)));
        return all.toString();
    }

    @Override
    public void drift() {
        lab.run("nft", "flush chain inet originwall check");
    }

    @Override
    public void forgetAll() {
        lab.run("nft", "flush", "ruleset");
    }

    @Override
    public void boot(BootFile file) {
        lab.boot(file.name(), file.content());
    }

    private static void spoil(Path script) {
        try {
            Files.writeString(script, "add rule inet nowhere x drop\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Target withFailingWrites() throws TargetException {
        return target(new PassingRunner(lab.runner()) {
            @Override
            public CommandResult run(Command command) throws CommandException {
                if (command.argv().contains("-f")) {
                    spoil(Path.of(command.argv().get(2)));
                }
                return super.run(command);
            }
        });
    }

    @Override
    public boolean letsIn(Address from, Port to) {
        return lab.call(from, to) == Peer.Reply.CONNECTED;
    }
}
