package io.originwall.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.originwall.api.Change;
import io.originwall.api.Guard;
import io.originwall.api.TargetException;
import io.originwall.net.Address;
import io.originwall.net.Port;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody else may do to our rules, and what becomes of it. */
class DriftTest {
    private final FakeFirewall firewall = new FakeFirewall();
    private final WindowsFirewallTarget target =
            new WindowsFirewallTarget("win", new WindowsFirewallSettings(false), firewall, firewall);

    @BeforeEach
    void guardIsInForce() throws TargetException {
        firewall.rules.add(FakeRule.allow("broad", "", "*"));
        target.plan(Samples.GUARD).apply();
    }

    private static Arguments drift(String what, String told, Consumer<FakeFirewall> does) {
        return Arguments.of(what, told, does);
    }

    private static Consumer<FakeFirewall> ours(String start, Consumer<FakeRule> does) {
        return firewall -> does.accept(firewall.ours(start));
    }

    private static final String BLOCK = "Originwall block tcp";
    private static final String ALLOW = "Originwall allow tcp";

    static List<Arguments> drifts() {
        return List.of(
                drift("a rule disabled", "it is disabled", ours(BLOCK, rule -> rule.enabled = false)),
                drift("a block rule lets in", "not those in its seal", ours(BLOCK, rule -> rule.action = 1)),
                drift("an allow rule blocks", "not those in its seal", ours(ALLOW, rule -> rule.action = 0)),
                drift("one profile only", "not in force in each profile", ours(BLOCK, rule -> rule.profiles = 2)),
                drift("outbound", "for other packets", ours(BLOCK, rule -> rule.direction = 2)),
                drift("any protocol", "for other packets", ours(BLOCK, rule -> rule.putProtocol(256))),
                drift("the other protocol", "not those in its seal", ours(BLOCK, rule -> rule.putProtocol(17))),
                drift("a port less", "not those in its seal", ours(BLOCK, rule -> rule.putLocalPorts("80"))),
                drift("every port", "not those in its seal", ours(ALLOW, rule -> rule.putLocalPorts("*"))),
                drift("everybody", "not those in its seal", ours(ALLOW, rule -> rule.putRemoteAddresses("*"))),
                drift(
                        "a keyword beside",
                        "not those in its seal",
                        ours(BLOCK, rule -> rule.putRemoteAddresses(rule.remoteAddresses + ",LocalSubnet"))),
                drift("a condition", "it has further conditions", ours(BLOCK, rule -> rule.application = "x.exe")),
                drift("an owner", "it has further conditions", ours(BLOCK, rule -> rule.owner = "S-1-5-21-1-2-3-1001")),
                drift("an interface", "it has further conditions", ours(BLOCK, rule -> rule.interfaces = List.of("a"))),
                drift("renamed", "not those in its seal", ours(BLOCK, rule -> rule.putName("mine"))),
                drift("deleted", "missing", firewall -> firewall.rules.remove(firewall.ours(BLOCK))),
                drift(
                        "all of a kind deleted",
                        "left over",
                        firewall -> firewall.rules.removeAll(firewall.ours().stream()
                                .filter(rule -> rule.action == 1)
                                .toList())),
                drift(
                        "one too many",
                        "rule \"extra\"",
                        firewall -> firewall.rules.add(FakeRule.allow("extra", "Originwall", "*"))),
                drift(
                        "a copy",
                        "another rule of that name",
                        firewall -> firewall.rules.add(copy(firewall.ours(BLOCK)))),
                drift("a copy in capitals", "another rule of that name", firewall -> copyInCapitals(firewall)));
    }

    private static FakeRule copy(FakeRule rule) {
        return FakeRule.block(rule.name, rule.group, rule.localPorts, rule.remoteAddresses.toString());
    }

    private static void copyInCapitals(FakeFirewall firewall) {
        FakeRule copy = copy(firewall.ours(BLOCK));
        copy.name = copy.name.toUpperCase(Locale.ROOT);
        firewall.rules.add(copy);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drifts")
    void isToldAndPutRight(String what, String told, Consumer<FakeFirewall> drift) throws TargetException {
        String before = firewall.text();
        drift.accept(firewall);
        assertThat(firewall.text()).isNotEqualTo(before);

        assertThat(target.plan(Samples.GUARD).changes())
                .extracting(Change::toString)
                .anySatisfy(line -> assertThat(line).startsWith("~ rule \"").contains(told));
        target.plan(Samples.GUARD).apply();

        assertThat(firewall.text()).isEqualTo(before);
        assertThat(target.plan(Samples.GUARD).changes()).isEmpty();
        assertThat(target.enforced().guard()).isEqualTo(Samples.GUARD);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drifts")
    void isNotAnswerableNorPutBackLater(String what, String told, Consumer<FakeFirewall> drift) {
        drift.accept(firewall);

        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> target.check(Address.parse("198.51.100.10"), Port.parse("443/tcp"), Guard.none()))
                .withMessageContaining("cannot tell")
                .withMessageContaining("run originwall sync");
        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(target::snapshot)
                .withMessageContaining("could not be put back");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drifts")
    void isRemovedWithAllOfOurs(String what, String told, Consumer<FakeFirewall> drift) throws TargetException {
        drift.accept(firewall);

        target.plan(Guard.none()).apply();

        assertThat(firewall.rules).extracting(rule -> rule.name).containsExactly("broad");
    }

    @Test
    void aForeignRuleWithOurNameIsNotTouched() throws TargetException {
        FakeRule theirs = copy(firewall.ours(BLOCK));
        theirs.group = "";
        theirs.putLocalPorts("9999");
        firewall.rules.add(theirs);
        String before = theirs.toString();

        target.plan(Guard.none()).apply();

        assertThat(firewall.rules)
                .extracting(FakeRule::toString)
                .contains(before)
                .hasSize(2);
    }

    @Test
    void aRuleThatLostOurMarkIsSomebodyElsesAndOursIsPutUpAgain() throws TargetException {
        firewall.ours(BLOCK).group = "";

        target.plan(Samples.GUARD).apply();

        assertThat(target.plan(Samples.GUARD).changes()).isEmpty();
        assertThat(firewall.rules.stream().filter(rule -> rule.name.startsWith(BLOCK)))
                .hasSize(2);
    }

    @Test
    void whatBlocksEverybodyIsNoGuard() throws TargetException {
        firewall.rules.removeAll(
                firewall.ours().stream().filter(rule -> rule.action == 1).toList());

        assertThat(target.enforced().guard()).isEqualTo(Guard.none());
        assertThat(target.plan(Guard.none()).changes()).isNotEmpty();
    }

    @Test
    void aDescriptionIsNobodysBusiness() throws TargetException {
        firewall.ours(BLOCK).description = "do not touch, Bob";

        assertThat(target.plan(Samples.GUARD).changes()).isEmpty();
    }
}
