package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.Plan;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.aws.ec2.lab.Ec2Lab;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.PortRange;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes wrong at AWS: what is said of it, and what is in force afterwards. */
class FailureTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private static final Guard GUARD = guard("103.21.244.0/22", "104.16.0.0/13");
    private static final Guard NEXT = guard("104.16.0.0/13", "172.64.0.0/13");

    private static Guard guard(String... blocks) {
        return new Guard(
                List.of(PortRange.parse("443/tcp")),
                AddressSet.ofBlocks(Stream.of(blocks).map(Cidr::parse).toList()),
                Mode.ENFORCE,
                DenyWith.DROP);
    }

    private static Target target(String... groups) throws Exception {
        return new Ec2Targets.Settings(LAB.endpoint()).groups(groups).target();
    }

    @Test
    void gettingReadyLeavesItToTheFirstQuestionToTellWhatIsWrong() throws Exception {
        Target target = new Ec2Targets.Settings(LAB.endpoint())
                .accounts(new Account(Optional.of("arn:aws:iam::123456789012:role/guard"), Optional.empty()))
                .groups("sg-0123456789abcdef0")
                .target();
        LAB.trouble().deny("AssumeRole");

        target.prepare();

        assertThatThrownBy(() -> target.plan(GUARD)).hasMessageContaining("sts:AssumeRole");
    }

    @Test
    void aDeniedReadNamesTheAction() throws Exception {
        Target target = target(LAB.group("web"));
        LAB.trouble().deny("DescribeSecurityGroups");

        assertThatThrownBy(() -> target.plan(GUARD))
                .isInstanceOf(TargetException.class)
                .hasMessageMatching(
                        "ec2:DescribeSecurityGroups in eu-west-1: not allowed( for \\S+)?; allow that action"
                                + " \\(originwall aws policy prints all that are needed\\)");
    }

    @Test
    void aDeniedWriteLeavesTheOldState() throws Exception {
        String group = LAB.group("web");
        Target target = target(group);
        target.plan(GUARD).apply();
        String before = Ec2Targets.text(LAB, group);
        LAB.trouble().deny("AuthorizeSecurityGroupIngress");
        Plan plan = target.plan(NEXT);

        assertThatThrownBy(plan::apply)
                .hasMessageStartingWith("ec2:AuthorizeSecurityGroupIngress on " + group + " in eu-west-1: not allowed")
                .hasMessageEndingWith("; nothing was changed, the old state is still in force");
        assertThat(Ec2Targets.text(LAB, group)).isEqualTo(before);
    }

    @Test
    void aDeniedRevokeLeavesTheNewStateAndTheOldRules() throws Exception {
        String group = LAB.group("web");
        Target target = target(group);
        target.plan(GUARD).apply();
        LAB.trouble().deny("RevokeSecurityGroupIngress");
        Plan plan = target.plan(NEXT);

        assertThatThrownBy(plan::apply)
                .hasMessageStartingWith("ec2:RevokeSecurityGroupIngress on " + group + " in eu-west-1: not allowed")
                .hasMessageEndingWith("; the new state is in force, but 1 rules that were to go are still there");
        assertThat(LAB.rules(group)).hasSize(3);
    }

    @Test
    void expiredCredentialsAreToldAsThat() throws Exception {
        Target target = target(LAB.group("web"));
        LAB.trouble().expire();

        assertThatThrownBy(() -> target.plan(GUARD))
                .hasMessage(
                        "ec2:DescribeSecurityGroups in eu-west-1: the credentials have expired, or this host's clock is"
                                + " wrong; renew them, such as with aws sso login");
    }

    @Test
    void aThrottledCallIsTriedAgain() throws Exception {
        String group = LAB.group("web");
        Target target = target(group);
        LAB.trouble().throttle("AuthorizeSecurityGroupIngress", 1);

        target.plan(GUARD).apply();

        assertThat(LAB.rules(group)).hasSize(2);
    }

    @Test
    void whoIsThrottledForGoodIsToldSo() throws Exception {
        Target target = target(LAB.group("web"));
        LAB.trouble().throttle("DescribeSecurityGroups", 50);

        assertThatThrownBy(() -> target.plan(GUARD))
                .hasMessage(
                        "ec2:DescribeSecurityGroups in eu-west-1: AWS throttles this account (RequestLimitExceeded) and kept"
                                + " on through every retry; the next cycle tries again");
    }

    /** Of the groups called web in eu-west-1, and of one more here. */
    private static Ec2Targets.Settings settingsWithAnotherIn(String region) {
        LAB.group(region, "web", Map.of());
        return new Ec2Targets.Settings(LAB.endpoint()).groups("web").regions("eu-west-1", region);
    }

    @Test
    void aRegionThatIsDownIsToldAndTheOthersGoOn() throws Exception {
        String here = LAB.group("eu-west-1", "web", Map.of());
        Target target = settingsWithAnotherIn("us-east-1").target();
        LAB.trouble().cut("us-east-1");

        Plan plan = target.plan(GUARD);
        plan.apply();

        assertThat(plan.problems()).singleElement().asString().startsWith("ec2:DescribeSecurityGroups in us-east-1: ");
        assertThat(LAB.rules(here)).hasSize(2);
        assertThatThrownBy(() -> target.restorable().orElseThrow().snapshot())
                .as("what cannot be read cannot be put back")
                .hasMessageStartingWith("ec2:DescribeSecurityGroups in us-east-1: ");
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aRegionThatTakesCallsAndNeverAnswersIsToldAndTheOthersGoOn() throws Exception {
        String here = LAB.group("eu-west-1", "web", Map.of());
        // The other region has this long to answer, also on a busy machine.
        Target target = settingsWithAnotherIn("us-east-1")
                .waits(Duration.ofSeconds(8), Duration.ofSeconds(9))
                .target();
        LAB.trouble().silence("us-east-1");

        Plan plan = target.plan(GUARD);
        plan.apply();

        assertThat(plan.problems())
                .containsExactly("ec2:DescribeSecurityGroups in us-east-1: no answer in time; does this host reach the"
                        + " region's endpoint?");
        assertThat(LAB.rules(here)).hasSize(2);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void anEndpointThatIsSilentFromTheFirstByteIsToldInBoundedTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI nowhere = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            Target target = new Ec2Targets.Settings(nowhere)
                    .groups("web")
                    .waits(Duration.ofSeconds(1), Duration.ofSeconds(2))
                    .target();

            assertThatThrownBy(() -> target.plan(GUARD))
                    .hasMessage("ec2:DescribeSecurityGroups in eu-west-1: no answer in time; does this host reach the"
                            + " region's endpoint?");
        }
    }

    @Test
    void oneGroupsFailureIsNotTheOthers() throws Exception {
        String one = LAB.group("one");
        String two = LAB.group("two");
        Target target = target(one, two);
        Plan plan = target.plan(GUARD);
        LAB.trouble().refuseOnce("AuthorizeSecurityGroupIngress", 400, "UnsupportedOperation", "not this one");

        assertThatThrownBy(plan::apply)
                .hasMessageMatching("ec2:AuthorizeSecurityGroupIngress on sg-[0-9a-f]+ in eu-west-1: not"
                        + " possible here \\(not this one\\); nothing was changed, the old state is still in force");
        assertThat(LAB.rules(one).size() + LAB.rules(two).size()).isEqualTo(2);
    }

    @Test
    void aRuleThatSomebodyAddsMeanwhileIsReadAgainOnce() throws Exception {
        String group = LAB.group("web");
        Target target = target(group);
        LAB.trouble()
                .before(
                        "AuthorizeSecurityGroupIngress",
                        () -> Ec2Targets.plant(LAB, group, "by hand", "tcp", 443, 443, "104.16.0.0/13"));

        target.plan(GUARD).apply();

        assertThat(Ec2Targets.text(LAB, group).lines())
                .containsExactly(
                        "tcp 443-443 103.21.244.0/22 \"originwall web\"", "tcp 443-443 104.16.0.0/13 \"by hand\"");
        assertThat(LAB.actions())
                .containsExactly(
                        "DescribeSecurityGroups",
                        "AuthorizeSecurityGroupIngress",
                        "DescribeSecurityGroups",
                        "AuthorizeSecurityGroupIngress");
    }

    @Test
    void whoChangesARuleAgainAndAgainIsNotOutrun() throws Exception {
        String group = LAB.group("web");
        Target target = target(group);
        LAB.trouble()
                .before(
                        "AuthorizeSecurityGroupIngress",
                        () -> Ec2Targets.plant(LAB, group, "by hand", "tcp", 443, 443, "104.16.0.0/13"));
        LAB.trouble()
                .before(
                        "AuthorizeSecurityGroupIngress",
                        () -> Ec2Targets.plant(LAB, group, "by hand", "tcp", 443, 443, "103.21.244.0/22"));

        assertThatThrownBy(target.plan(GUARD)::apply).hasMessageEndingWith("; the new state is in force all the same");
    }

    @Test
    void aRuleThatSomebodyRemovesMeanwhileIsNoFailure() throws Exception {
        String group = LAB.group("web");
        Target target = target(group);
        target.plan(GUARD).apply();
        LAB.trouble()
                .before(
                        "RevokeSecurityGroupIngress",
                        () -> LAB.aws()
                                .revokeSecurityGroupIngress(request -> request.groupId(group)
                                        .securityGroupRuleIds(LAB.rules(group).stream()
                                                .filter(rule -> "103.21.244.0/22".equals(rule.cidrIpv4()))
                                                .map(rule -> rule.securityGroupRuleId())
                                                .toList())));

        assertThatCode(target.plan(NEXT)::apply).doesNotThrowAnyException();
        assertThat(target.plan(NEXT).changes()).isEmpty();
    }

    @Test
    void aRoleThatMayNotBeAssumedIsNamed() throws Exception {
        String role = "arn:aws:iam::123456789012:role/originwall";
        Target target = new Ec2Targets.Settings(LAB.endpoint())
                .groups("web")
                .accounts(new Account(Optional.of(role), Optional.of("s3cret")))
                .target();
        LAB.trouble().deny("AssumeRole");

        assertThatThrownBy(() -> target.plan(GUARD))
                .hasMessageStartingWith("sts:AssumeRole in eu-west-1 as " + role + ": not allowed")
                .hasMessageContaining("trust policy")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aPlaceThatNobodyAnswersAtIsToldAsThat() throws Exception {
        Ec2Settings nowhere = new Ec2Targets.Settings(URI.create("http://127.0.0.1:1"))
                .groups("web")
                .build();

        assertThatThrownBy(() -> new Ec2Provider().create("web", nowhere).plan(GUARD))
                .hasMessageStartingWith(
                        "ec2:DescribeSecurityGroups in eu-west-1: cannot be reached (ConnectException: ")
                .hasMessageNotContaining("\n");
    }
}
