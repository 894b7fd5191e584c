package io.originwall.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.originwall.api.TargetException;
import io.originwall.aws.client.GroupMaker.MadeGroup;
import io.originwall.aws.client.GroupMaker.NewGroup;
import io.originwall.aws.ec2.lab.Ec2Lab;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Tag;

class CreateGroupTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private final Ec2Account account = new Ec2Account();
    private final Ec2Settings settings = new Ec2Targets.Settings(LAB.endpoint()).build();
    private final String vpc = LAB.vpc();
    private final NewGroup wanted = new NewGroup(Optional.empty(), vpc, "cloudflare-access");

    @Test
    void makesAGroupThatLetsNobodyInWithADescriptionAndTags() throws Exception {
        MadeGroup made = account.createGroup(settings, wanted);

        assertThat(made.made()).isTrue();
        SecurityGroup group = LAB.aws()
                .describeSecurityGroups(request -> request.groupIds(made.id()))
                .securityGroups()
                .get(0);
        assertThat(group.groupName()).isEqualTo("cloudflare-access");
        assertThat(group.vpcId()).isEqualTo(vpc);
        assertThat(group.description()).contains("Originwall");
        assertThat(group.tags())
                .extracting(Tag::key, Tag::value)
                .containsExactlyInAnyOrder(
                        tuple("Name", "cloudflare-access"), tuple("originwall", "cloudflare-access"));
        assertThat(LAB.rules(made.id())).isEmpty();
    }

    @Test
    void findsTheGroupTheNextTime() throws Exception {
        MadeGroup made = account.createGroup(settings, wanted);
        LAB.forget();

        assertThat(account.createGroup(settings, wanted)).isEqualTo(new MadeGroup(made.id(), false));
        assertThat(LAB.actions()).containsExactly("DescribeSecurityGroups");
    }

    @Test
    void findsTheGroupThatSomebodyElseMadeInThisMoment() throws Exception {
        LAB.trouble()
                .before("CreateSecurityGroup", () -> LAB.groupIn(vpc, Ec2Lab.REGION, "cloudflare-access", Map.of()));

        assertThat(account.createGroup(settings, wanted).made()).isFalse();
    }

    @Test
    void asksWhereWhenThereAreSeveralPlaces() throws Exception {
        Ec2Settings two = new Ec2Targets.Settings(LAB.endpoint())
                .regions(Ec2Lab.REGION, "eu-central-1")
                .build();

        assertThatThrownBy(() -> account.createGroup(two, wanted))
                .isInstanceOf(TargetException.class)
                .hasMessage("the target has several regions or accounts; name --region, or a target with one account");
        NewGroup there = new NewGroup(Optional.of(Ec2Lab.REGION), vpc, "cloudflare-access");
        assertThat(account.createGroup(two, there).made()).isTrue();
    }

    @Test
    void saysWhatIsWrongWithTheVpc() {
        LAB.trouble()
                .refuseOnce("CreateSecurityGroup", 400, "InvalidVpcID.NotFound", "The vpc ID 'vpc-1' does not exist");

        assertThatThrownBy(() -> account.createGroup(settings, wanted))
                .hasMessageStartingWith("ec2:CreateSecurityGroup in " + vpc + " in eu-west-1: there is no such VPC;");
    }
}
