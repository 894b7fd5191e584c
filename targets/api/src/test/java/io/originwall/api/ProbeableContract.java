package io.originwall.api;

import static io.originwall.api.ContractGuards.ALLOWED;
import static io.originwall.api.ContractGuards.ALLOWED_IPV6;
import static io.originwall.api.ContractGuards.STRANGER;
import static io.originwall.api.ContractGuards.STRANGER_IPV6;
import static io.originwall.api.ContractGuards.guard;
import static io.originwall.api.ContractGuards.observing;
import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.net.Address;
import io.originwall.net.Port;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every target keeps to that can be asked about a connection. */
public interface ProbeableContract extends ContractPlace {
    private Verdict check(Address from, String to) throws TargetException {
        return check(from, to, Guard.none());
    }

    private Verdict check(Address from, String to, Guard wanted) throws TargetException {
        return target().probeable().orElseThrow().check(from, Port.parse(to), wanted);
    }

    @Test
    default void checkSaysWhatHappens() throws Exception {
        apply(guard());

        Verdict allowed = check(ALLOWED, "443/tcp");
        assertThat(allowed.outcome()).isEqualTo(Verdict.Outcome.ALLOWED);
        assertThat(allowed.by()).contains("103.21.244.0/22");
        assertThat(check(ALLOWED_IPV6, "443/udp").by()).contains("2400:cb00::/32");
        assertThat(check(STRANGER, "443/tcp").outcome()).isEqualTo(Verdict.Outcome.DENIED);
        assertThat(check(STRANGER_IPV6, "80/tcp").outcome()).isEqualTo(Verdict.Outcome.DENIED);
        assertThat(check(STRANGER, "22/tcp").outcome()).isEqualTo(Verdict.Outcome.NOT_GUARDED);
    }

    @Test
    default void checkSaysThatNothingIsGuardedBeforeTheFirstApply() throws Exception {
        assertThat(check(STRANGER, "443/tcp").outcome())
                .isEqualTo(deniesByItself() ? Verdict.Outcome.DENIED : Verdict.Outcome.NOT_GUARDED);
    }

    @Test
    default void checkSaysTheSameWhereTheWantedGuardIsKnown() throws Exception {
        apply(guard());

        for (Address from : List.of(ALLOWED, ALLOWED_IPV6, STRANGER, STRANGER_IPV6)) {
            assertThat(check(from, "443/tcp", guard())).isEqualTo(check(from, "443/tcp"));
            assertThat(check(from, "22/tcp", guard())).isEqualTo(check(from, "22/tcp"));
        }
    }

    @Test
    default void checkSaysWhatIsOnlyObserved() throws Exception {
        if (!canEnforce(observing(guard()))) {
            return;
        }
        apply(observing(guard()));

        assertThat(check(STRANGER, "443/tcp").outcome()).isEqualTo(Verdict.Outcome.OBSERVED);
    }
}
