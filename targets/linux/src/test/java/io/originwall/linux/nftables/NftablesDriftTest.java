package io.originwall.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.BootFile;
import io.originwall.api.Change;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.PassingRunner;
import io.originwall.linux.cases.DriftCases;
import io.originwall.linux.guard.GuardShape;
import io.originwall.linux.guard.GuardState;
import io.originwall.linux.lab.NetLab;
import io.originwall.linux.ports.PortElements;
import io.originwall.net.AddressSet;
import io.originwall.net.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others may do to our table on a real kernel, how the plan names it, and that one apply puts it right. */
class NftablesDriftTest extends DriftCases {
    private static final HostState EMPTY = HostState.of(Optional.empty(), false, Optional.empty());

    NftablesDriftTest() throws TargetException {
        super(NftablesPlace::new);
    }

    @Override
    protected void meddle(String deed) {
        lab.nft(deed + "\n");
    }

    @Override
    protected void meddleWithTrial() {
        lab.nft("""
                flush chain inet originwall check
                flush set inet originwall tcp_ports_1
                flush set inet originwall udp_ports_1
                add element inet originwall tcp_ports_1 { 80 timeout 5m expires 1m, 443 timeout 5m expires 1m }
                add element inet originwall udp_ports_1 { 443 timeout 5m expires 1m }
                """);
    }

    @Override
    protected String tcpPorts() {
        return lab.run("nft", "-s", "list", "table", "inet", "originwall")
                .replaceAll("\\s+", " ")
                .replaceAll(".* set tcp_ports|\\}.*", "");
    }

    /** One change in place; the last column says what the plan calls it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    flush chain inet originwall check | ~ chain check: rule "originwall: drop" missing
                    flush chain inet originwall gate | ~ chain gate: rule "originwall: to this host, anycast and multicast too" missing
                    insert rule inet originwall gate meta l4proto udp ct direction reply return comment "originwall: answers to queries of our own" | ~ answers to UDP queries let in at: 1-65535/udp → none
                    flush chain inet originwall prerouting | ~ chain prerouting: rule "originwall: guarded TCP ports" missing
                    add rule inet originwall check accept | ~ chain check: extra rule: accept
                    insert rule inet originwall prerouting counter accept | ~ chain prerouting: extra rule: counter accept
                    insert rule inet originwall check ip saddr 9.9.9.9 tcp dport { 443, 80 } return | ~ chain check: extra rule: ip saddr 9.9.9.9 tcp dport { 443, 80 } return
                    add element inet originwall allow4_1 { 9.9.9.0/24 } | - 9.9.9.0/24
                    add element inet originwall allow6_1 { ::ffff:1.2.3.4 } | - ::ffff:102:304/128
                    delete element inet originwall allow4_1 { 172.64.0.0/13 } | + 172.64.0.0/13
                    flush set inet originwall allow6_1 | + 2400:cb00::/32
                    flush set inet originwall tcp_ports_1 | + 80/tcp
                    delete element inet originwall udp_ports_1 { 443 } | + 443/udp
                    add element inet originwall tcp_ports_1 { 22 } | - 22/tcp
                    add element inet originwall dst4_1 { 10.0.0.1 } | - destination 10.0.0.1/32
                    add element inet originwall exempt_if_1 { "eth0" } | ~ container bridges: eth0 → none
                    flush set inet originwall exempt_if_1 | ~ set exempt_if: "lo" missing
                    add chain inet originwall prerouting { policy drop; } | ~ chain prerouting: declared as "type filter hook prerouting priority -160; policy drop;"
                    add chain inet originwall theirs | ~ chain theirs: not ours
                    add chain inet originwall theirs { type filter hook prerouting priority -170; } | ~ chain theirs: not ours
                    add set inet originwall theirs { type ipv4_addr; } | ~ set theirs: not ours
                    add counter inet originwall theirs | ~ counter theirs: not ours
                    add map inet originwall theirs { type ipv4_addr : verdict; } | ~ map theirs: not ours
                    add quota inet originwall theirs over 10 mbytes | ~ quota theirs: not ours
                    add table inet originwall { flags dormant; } | ~ table: dormant, so that no rule of it runs
                    delete table inet originwall | + table inet originwall
                    """)
    void whatSomebodyElseDidIsNamedAndPutRight(String deed, String change) throws TargetException {
        isNamedAndPutRight(deed, change);
    }

    /** A whole rebuilt table: what no transaction can change in place. The text before the arrow is replaced in what nft prints. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    priority mangle - 10 | priority 10
                    hook prerouting | hook input
                    type ipv4_addr | type ipv4_addr; auto-merge
                    flags interval,timeout | flags interval
                    type ifname | type ifname; size 4096
                    table inet originwall { | table inet originwall { comment "theirs"
                    chain prerouting { | chain prerouting { comment "theirs";
                    chain gate { | chain gate { comment "theirs";
                    chain check { | chain check { comment "theirs";
                    """)
    void whatTheKernelCannotChangeInPlaceIsReplacedUnderASecondGuard(String ours, String theirs)
            throws TargetException {
        String before = place.whole();
        String changed = lab.run("nft", "list", "ruleset").replace("packets 0", "packets 7");
        assertThat(changed).contains(ours.strip());
        lab.nft("flush ruleset\n" + changed.replace(ours, theirs));

        Plan plan = target.plan(GUARD);

        assertThat(plan.changes()).isNotEmpty().allMatch(change -> change.op() == Change.Op.REPAIR);
        plan.apply();
        assertThat(target.plan(GUARD).changes()).isEmpty();
        assertThat(place.whole()).isEqualTo(before);
        assertThat(target.enforced().traffic().orElseThrow().ipv4().denied()).isEqualTo(7);
    }

    private static final Guard NEXT = with(allowing(GUARD, "104.16.0.0/13"), Mode.ENFORCE, DenyWith.REJECT);

    private static GuardState wanted(Guard guard) {
        return GuardState.of(guard, AddressSet.empty(), List.of(), PortElements::none);
    }

    /** What an update runs from the state that each test begins with, transaction by transaction. */
    private List<Script> update(Guard guard) throws TargetException {
        return Script.update(wanted(guard), HostState.read(new Nft(lab.runner())));
    }

    @Test
    void anUpdateThatWasCutShortBeforeTheRulesLeavesTheOldGuardAndSetsToTakeOut() throws TargetException {
        lab.nft(update(NEXT).get(0).text());

        assertThat(target.enforced().guard()).isEqualTo(GUARD);
        assertThat(target.plan(GUARD).changes()).map(Change::toString).containsExactlyElementsOf(leftOver(2));
        assertThat(target.plan(NEXT).changes())
                .map(Change::toString)
                .contains("+ 104.16.0.0/13", "~ deny-with drop → reject")
                .containsAll(leftOver(2));
        assertFinished(NEXT);
    }

    @Test
    void anUpdateThatWasCutShortAfterTheRulesLeavesTheNewGuardAndSetsToTakeOut() throws TargetException {
        update(NEXT).stream().limit(2).map(Script::text).forEach(lab::nft);

        assertThat(target.enforced().guard()).isEqualTo(NEXT);
        assertThat(target.plan(NEXT).changes()).map(Change::toString).containsExactlyElementsOf(leftOver(1));
        assertFinished(NEXT);
    }

    private static List<String> leftOver(int generation) {
        return TableShape.sets().keySet().stream()
                .map(set -> "- set " + set + "_" + generation + ", left over")
                .sorted()
                .toList();
    }

    /** One apply, and the host is as if nothing had been cut short. */
    private void assertFinished(Guard guard) throws TargetException {
        target.plan(guard).apply();

        assertThat(target.plan(guard).changes()).isEmpty();
        String ruleset = place.whole();
        lab.run("nft", "flush", "ruleset");
        target.plan(guard).apply();
        assertThat(ruleset).isEqualTo(place.whole());
    }

    /** As the boot script does when it starts together with the daemon: after its sets, and after all of it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anUpdateThatFindsItsNamesTakenIsPlannedOnceMore(int transactions) throws TargetException {
        Plan plan = target.plan(NEXT);
        update(NEXT).stream().limit(transactions).map(Script::text).forEach(lab::nft);

        plan.apply();

        assertThat(target.plan(NEXT).changes()).isEmpty();
        assertFinished(NEXT);
    }

    /** Also as the boot script does: its rules look into the sets that the update is about to delete. */
    @Test
    void anUpdateWhoseOldSetsComeIntoUseIsPlannedOnceMore() throws TargetException {
        List<String> rules = new ArrayList<>(List.of("insert rule inet originwall check ip saddr @allow4_1 return\n"));
        Target overtaken = place.target(new PassingRunner(lab.runner()) {
            @Override
            public CommandResult run(Command command) throws CommandException {
                CommandResult result = super.run(command);
                if (lab.run("nft", "list", "ruleset").contains("@allow4_2")) {
                    rules.forEach(lab::nft);
                    rules.clear();
                }
                return result;
            }
        });

        overtaken.plan(NEXT).apply();

        assertThat(rules).isEmpty();
        assertThat(target.plan(NEXT).changes()).isEmpty();
    }

    /** Its sets look left over until its rules look into them. */
    @Test
    void setsThatComeIntoUseBeforeTheyAreTidiedUpArePlannedOnceMore() throws TargetException {
        List<Script> boot = update(NEXT);
        lab.nft(boot.get(0).text());
        Plan plan = target.plan(GUARD);
        assertThat(plan.changes()).map(Change::toString).allMatch(change -> change.endsWith(", left over"));
        lab.nft(boot.get(1).text());

        plan.apply();

        assertFinished(GUARD);
    }

    /** As the daemon may tidy up while the boot script is at work: sets that no rule looks into yet, and those of the old guard. */
    @ParameterizedTest
    @CsvSource({"2, allow4_2", "3, allow4_1"})
    void theBootScriptGoesOnWhereItsSetsAreDeletedMeanwhile(int transaction, String set, @TempDir Path state)
            throws Exception {
        BootFile file = target.bootFiles(GUARD).get(0);
        Files.writeString(state.resolve(file.name()), file.content().orElseThrow());

        String said = lab.boot(state, transaction, "delete set inet originwall " + set);

        assertThat(said).contains(": loaded").doesNotContain("rror", "OPEN");
        assertThat(target.plan(GUARD).before()).isEqualTo(GUARD);
        target.plan(GUARD).apply();
        assertFinished(GUARD);
    }

    @Test
    void aTableThatIsWrittenBetweenTheCommandsThatReadItIsReadOnceMore() throws TargetException {
        List<Script> update = new ArrayList<>(update(NEXT));
        CompletableFuture<CommandResult> text = new CompletableFuture<>();
        Target overtaken = place.target(new PassingRunner(lab.runner()) {
            @Override
            public CommandResult run(Command command) throws CommandException {
                if (command.toString().startsWith("nft -nn -j -t list table")) {
                    text.join();
                    update.forEach(script -> lab.nft(script.text()));
                    update.clear();
                }
                CommandResult result = super.run(command);
                if (command.toString().startsWith("nft -nn list table")) {
                    text.complete(result);
                }
                return result;
            }
        });

        assertThat(overtaken.plan(NEXT).changes()).isEmpty();
        assertThat(update).isEmpty();
    }

    @Test
    void aRuleThatLooksUpTheSetOfAnotherUpdateIsNamed() throws TargetException {
        lab.nft(update(NEXT).get(0).text());
        lab.nft("insert rule inet originwall check ip saddr @allow4_2 return\n");

        assertThat(target.plan(GUARD).changes())
                .map(Change::toString)
                .contains("~ chain check: extra rule: ip saddr @allow4_2 return");
        assertFinished(GUARD);
    }

    @Test
    void setsLikeOursThatAreOfAnotherKindAreNotOurs() throws TargetException {
        lab.nft("add set inet originwall allow4_7 { type ipv4_addr; }\n");

        assertThat(target.plan(GUARD).changes()).map(Change::toString).containsExactly("~ set allow4_7: not ours");
        assertFinished(GUARD);
    }

    @Test
    void theTableOfVersion01IsInSyncUntilTheListChanges() throws TargetException {
        lab.nft("flush ruleset\n" + OneTransaction.script(wanted(GUARD)));

        assertThat(target.plan(GUARD).changes()).isEmpty();
        assertThat(target.plan(NEXT).changes())
                .map(Change::toString)
                .containsExactly("+ 104.16.0.0/13", "~ deny-with drop → reject");
        assertFinished(NEXT);
    }

    /** As if we had been killed after some of the five transactions of a replacement, of a table that somebody made unfit. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aReplacementThatWasCutShortIsFinished(int transactions) throws TargetException {
        lab.nft("add chain inet originwall theirs\n");
        Script.replace(wanted(GUARD), EMPTY).stream()
                .limit(transactions)
                .map(Script::text)
                .forEach(lab::nft);

        assertThat(target.plan(GUARD).changes())
                .map(Change::toString)
                .contains("- table inet originwall_swap, left over");
        assertFinished(GUARD);
    }

    /** Every transaction of the plan is seen to leave somebody on guard, from a host where only the second table stands. */
    @Test
    void aSecondTableThatIsTheOnlyGuardIsKeptUntilTheTableStands() throws Exception {
        Script.replace(wanted(GUARD), EMPTY).stream().limit(2).map(Script::text).forEach(lab::nft);
        lab.nft("delete table inet originwall\nadd table inet originwall\nadd chain inet originwall theirs\n");
        List<Boolean> guarded = new ArrayList<>();
        Target watched = place.target(new PassingRunner(lab.runner()) {
            @Override
            public CommandResult run(Command command) throws CommandException {
                CommandResult result = super.run(command);
                if (command.toString().startsWith("nft -f")) {
                    guarded.add(lab.run("nft", "list", "ruleset").contains("tcp dport @tcp_ports"));
                }
                return result;
            }
        });

        watched.plan(GUARD).apply();

        assertThat(guarded).hasSize(5).containsOnly(true);
        assertFinished(GUARD);
    }

    /** Somebody loaded a ruleset that was saved in the middle of a replacement. */
    @Test
    void aSecondTableThatNobodyOfUsMadeIsSeenBesideAGuardThatIsWhole() throws TargetException {
        lab.nft(
                "table inet originwall_swap { chain c { type filter hook prerouting priority -160; tcp dport 443 drop; }; }\n");

        assertThat(target.plan(GUARD).changes())
                .map(Change::toString)
                .containsExactly("- table inet originwall_swap, left over");
        assertThatThrownBy(() -> target.check(NetLab.ALLOWED, Port.parse("443/tcp"), Guard.none()))
                .isInstanceOf(TargetException.class)
                .hasMessage("cannot tell: table inet originwall_swap is left over, and drops what it does not allow;"
                        + " run originwall sync");
        assertThat(target.audit(GUARD)).anySatisfy(finding -> {
            assertThat(finding.id()).isEqualTo("guard-broken");
            assertThat(finding.summary()).contains("originwall_swap");
        });
        assertFinished(GUARD);
    }

    @Test
    void aSecondTableThatIsLeftAloneIsRemoved() throws TargetException {
        lab.nft(Script.replace(wanted(GUARD), EMPTY).get(0).text() + "delete table inet originwall\n");

        assertThat(target.plan(Guard.none()).changes())
                .map(Change::toString)
                .containsExactly("- table inet originwall_swap");

        target.plan(Guard.none()).apply();
        assertThat(lab.run("nft", "list", "ruleset")).isEmpty();
    }

    @Test
    void aDeletedCounterIsPutBack() throws TargetException {
        String before = place.whole();
        lab.nft("flush chain inet originwall check\ndelete counter inet originwall denied4\n");

        assertThat(target.plan(GUARD).changes()).map(Change::toString).contains("~ counter denied4: missing");

        target.plan(GUARD).apply();
        assertThat(place.whole().lines().sorted())
                .containsExactlyElementsOf(before.lines().sorted().toList());
    }

    @Test
    void aReplacementKeepsACountBeyond32Bits() throws TargetException {
        lab.nft("""
                flush chain inet originwall check
                delete counter inet originwall denied4
                add counter inet originwall denied4 { packets 3000000000 bytes 0 }
                add chain inet originwall theirs
                """);

        target.plan(GUARD).apply();

        assertThat(target.plan(GUARD).changes()).isEmpty();
        assertThat(lab.run("nft", "list counter inet originwall denied4")).contains("packets 3000000000 ");
    }

    @Test
    void aChangedVerdictIsNamedAsAChangeOfTheRule() throws TargetException {
        String rule = "ip saddr @allow4 counter name \"allowed4\" drop comment \"originwall: allowed, IPv4\"";
        lab.nft("flush chain inet originwall check\n");
        for (String ours : TableShape.check(GuardShape.of(Mode.ENFORCE, DenyWith.DROP))) {
            lab.nft("add rule inet originwall check " + new Generation(1).named(ours.contains("allowed4") ? rule : ours)
                    + "\n");
        }

        assertThat(target.plan(GUARD).changes())
                .map(Change::toString)
                .containsExactly("~ chain check: rule \"originwall: allowed, IPv4\" changed: " + rule);
    }

    @Test
    void rulesOutOfOrderAreNamed() throws TargetException {
        lab.nft("flush chain inet originwall check\n");
        List<String> rules = TableShape.check(GuardShape.of(Mode.ENFORCE, DenyWith.DROP));
        for (int i = rules.size() - 1; i >= 0; i--) {
            lab.nft("add rule inet originwall check " + new Generation(1).named(rules.get(i)) + "\n");
        }

        assertThat(target.plan(GUARD).changes())
                .map(Change::toString)
                .containsExactly("~ chain check: rules out of order");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    flush chain inet originwall check | chain check: rule "originwall: allowed, IPv4" missing
                    insert rule inet originwall prerouting drop | chain prerouting: extra rule: drop
                    """)
    void nobodyIsToldWhatAChangedGuardDoes(String deed, String change) {
        nobodyIsToldWhatItDoesAfter(deed, change);
    }
}
