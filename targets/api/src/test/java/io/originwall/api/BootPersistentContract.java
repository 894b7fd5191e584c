package io.originwall.api;

import static io.originwall.api.ContractGuards.ALLOWED;
import static io.originwall.api.ContractGuards.STRANGER;
import static io.originwall.api.ContractGuards.blocks;
import static io.originwall.api.ContractGuards.guard;
import static io.originwall.api.ContractGuards.observing;
import static io.originwall.api.ContractGuards.ports;
import static io.originwall.api.ContractGuards.rejecting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.net.Port;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every target keeps to whose place forgets its guard at a restart. */
public interface BootPersistentContract extends ContractPlace {
    /** The place as it is when its machine has just started, without anything of anybody's. */
    void forgetAll() throws Exception;

    /** Loads a file as the boot script does. */
    void boot(BootFile file) throws Exception;

    private List<BootFile> bootFiles(Guard guard) throws TargetException {
        return target().bootPersistent().orElseThrow().bootFiles(guard);
    }

    private void boot(Guard guard) throws Exception {
        for (BootFile file : bootFiles(guard)) {
            boot(file);
        }
    }

    @Test
    default void bootFilesPutTheSameGuardUpInAnEmptyPlace() throws Exception {
        for (Guard guard :
                thatCanBeEnforced(guard(), observing(rejecting(guard())), guard(ports("443/tcp"), guard().allow()))) {
            forgetAll();

            boot(guard);

            assertInForce(guard);
        }
        assertThat(letsIn(STRANGER, Port.parse("443/tcp"))).isFalse();
        assertThat(letsIn(ALLOWED, Port.parse("443/tcp"))).isTrue();
    }

    @Test
    default void bootFilesMayBeLoadedOverAnyGuardAndAgain() throws Exception {
        Guard other = guard(ports("8443/tcp", "443/udp"), blocks("172.64.0.0/13"));
        apply(thatCanBeEnforced(observing(other), other).get(0));
        String foreign = foreignThings();

        boot(guard());
        boot(guard());

        assertInForce(guard());
        assertThat(foreignThings()).isEqualTo(foreign);
    }

    @Test
    default void bootFilesAreTheSameWhateverIsInForce() throws Exception {
        List<BootFile> files = bootFiles(guard());
        String before = wholePlace();

        assertThat(bootFiles(guard().onTrial(Duration.ofSeconds(60)))).isEqualTo(files);
        assertThat(wholePlace()).isEqualTo(before);
        apply(guard(ports("80/tcp"), guard().allow()).onTrial(Duration.ofMinutes(10)));
        assertThat(bootFiles(guard())).isEqualTo(files);
    }

    @Test
    default void whereNothingIsGuardedTheSameBootFilesAreToBeMissing() throws Exception {
        assertThat(bootFiles(Guard.none()))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file.content()).isEmpty())
                .extracting(BootFile::name)
                .isEqualTo(bootFiles(guard()).stream().map(BootFile::name).toList());
    }

    @Test
    default void aGuardItCannotEnforceGetsNoBootFiles() throws Exception {
        for (Guard guard : List.of(observing(guard()), rejecting(guard()))) {
            if (!canEnforce(guard)) {
                assertThatThrownBy(() -> bootFiles(guard)).isInstanceOf(TargetException.class);
            }
        }
    }
}
