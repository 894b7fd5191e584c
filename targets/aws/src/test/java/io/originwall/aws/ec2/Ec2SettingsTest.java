package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.originwall.api.DenyWith;
import io.originwall.api.Mode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ec2SettingsTest {
    @Test
    void theDefaultsAreWhatAwsGivesEveryAccount() {
        assertThat(new Ec2Provider().defaults())
                .isEqualTo(new Ec2Settings(
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        false,
                        Via.RULES,
                        Optional.empty(),
                        60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu-west-1", "us-gov-west-1", "cn-northwest-1", "ap-southeast-7"})
    void takesEveryKindOfRegion(String region) {
        assertThatCode(() -> settings().regions(region).build()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu-west-1a", "EU-WEST-1", "europe", "eu-west-1.example.com", ""})
    void refusesWhatIsNoRegion(String region) {
        assertThatThrownBy(() -> settings().regions(region).build())
                .hasMessage("region must be the name of an AWS region, such as eu-west-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sg-0123456789abcdef0", "sg-01234567", "web servers (eu)", "SG-1"})
    void takesIdsAndNamesOfGroups(String group) {
        assertThatCode(() -> settings().groups(group).build()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sg-0123456789ABCDEF0", "sg-1", "sg-0123456789abcdef", "sg-web"})
    void refusesAnIdThatIsNone(String group) {
        assertThatThrownBy(() -> settings().groups(group).build()).hasMessageStartingWith("groups: an id is sg- and");
    }

    @Test
    void refusesWhatContradictsItself() {
        assertThatThrownBy(() -> settings().groups("a").tags(Map.of("b", "c")).build())
                .hasMessage("groups or tags, not both");
        assertThatThrownBy(() -> settings().groups("a", "a").build()).hasMessage("groups: one is there twice");
        assertThatThrownBy(() -> new Account(Optional.empty(), Optional.of("x")))
                .hasMessage("external-id goes with assume-role");
        assertThatThrownBy(() -> new Account(Optional.of("originwall"), Optional.empty()))
                .hasMessageStartingWith("assume-role must be a role's ARN");
    }

    @Test
    void aTargetWithoutAGroupIsNotBuilt() {
        assertThatThrownBy(() -> new Ec2Provider().create("web", settings().build()))
                .hasMessage("web: no security group is named; set groups: [sg-…] or tags: {…}");
    }

    @Test
    void theConfigIsRefusedForATargetWithoutAGroup() {
        Ec2Provider provider = new Ec2Provider();

        assertThat(provider.unsupportedReason(settings().build()))
                .contains("no security group is named; set groups: [sg-…] or tags: {…}");
        assertThat(provider.unsupportedReason(settings().groups("web").build())).isEmpty();
        assertThat(provider.unsupportedReason(settings().via(Via.PREFIX_LIST).build()))
                .as("lists alone, for others to refer to")
                .isEmpty();
    }

    @Test
    void tellsWhatItWouldHaveToItself() {
        Ec2Settings settings = settings()
                .regions("eu-west-1", "us-east-1")
                .groups("sg-01234567", "web")
                .via(Via.PREFIX_LIST)
                .build();

        assertThat(new Ec2Provider().exclusiveResources("a", settings))
                .containsExactly(
                        "security group sg-01234567",
                        "security group \"web\" in eu-west-1 at http://127.0.0.1:1",
                        "prefix list originwall-a-ipv4 in eu-west-1 at http://127.0.0.1:1",
                        "prefix list originwall-a-ipv6 in eu-west-1 at http://127.0.0.1:1",
                        "security group \"web\" in us-east-1 at http://127.0.0.1:1",
                        "prefix list originwall-a-ipv4 in us-east-1 at http://127.0.0.1:1",
                        "prefix list originwall-a-ipv6 in us-east-1 at http://127.0.0.1:1");
        assertThat(new Ec2Provider()
                        .exclusiveResources(
                                "a", settings().tags(Map.of("b", "c")).build()))
                .containsExactly("every security group with the tags {b=c} in eu-west-1 at http://127.0.0.1:1");
    }

    @Test
    void whatASecurityGroupCannotDoIsRefusedWithTheWayOut() {
        Ec2Provider provider = new Ec2Provider();

        assertThat(provider.unsupportedReason(Mode.ENFORCE, DenyWith.DROP)).isEmpty();
        assertThat(provider.unsupportedReason(Mode.OBSERVE, DenyWith.DROP))
                .hasValueSatisfying(why -> assertThat(why).contains("guard.mode: enforce", "originwall plan"));
        assertThat(provider.unsupportedReason(Mode.ENFORCE, DenyWith.REJECT))
                .hasValueSatisfying(why -> assertThat(why).endsWith("set guard.deny-with: drop"));
    }

    private static Ec2Targets.Settings settings() {
        return new Ec2Targets.Settings(URI.create("http://127.0.0.1:1"));
    }
}
