package io.originwall.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.api.Guard;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.PassingRunner;
import io.originwall.linux.lab.NetLab;
import io.originwall.net.Address;
import io.originwall.net.Port;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which block of the allow list lets an address in, whichever nft answers. */
class KernelCheckTest {
    private static final Port WEB = Port.parse("443/tcp");

    /** nft 0.9.3 finds elements that are ranges and none that are prefixes, and prints where they begin. */
    private static final class OldNft extends PassingRunner {
        private OldNft(NetLab lab) {
            super(lab.runner());
        }

        @Override
        public CommandResult run(Command command) throws CommandException {
            CommandResult result = super.run(command);
            return command.argv().contains("get")
                    ? new CommandResult(
                            result.pid(), result.exitCode(), result.stdout().replaceAll("/\\d+", ""), result.stderr())
                    : result;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"103.21.244.7", "2400:cb00::7"})
    void anAnswerWithoutThePrefixIsTakenForTheWholeBlock(String address) throws TargetException {
        try (NetLab lab = NetLab.open()) {
            NftablesTarget target = new NftablesTarget("host", new NftablesProvider().defaults(), new OldNft(lab));
            target.plan(Samples.GUARD).apply();

            assertThat(target.check(Address.parse(address), WEB, Guard.none()))
                    .isEqualTo(new Verdict(
                            Verdict.Outcome.ALLOWED, address.startsWith("103") ? "103.21.244.0/22" : "2400:cb00::/32"));
        }
    }

    @Test
    void whoIsNotOnTheListIsDeniedThere() throws TargetException {
        try (NetLab lab = NetLab.open()) {
            NftablesTarget target = new NftablesTarget("host", new NftablesProvider().defaults(), new OldNft(lab));
            target.plan(Samples.GUARD).apply();

            assertThat(target.check(NetLab.STRANGER, WEB, Guard.none()).outcome())
                    .isEqualTo(Verdict.Outcome.DENIED);
        }
    }
}
