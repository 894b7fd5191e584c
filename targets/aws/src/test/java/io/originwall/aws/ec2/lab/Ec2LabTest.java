package io.originwall.aws.ec2.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

class Ec2LabTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private final Ec2Client client = LAB.client();

    @Test
    void countsTheCallsAtTheEndpointAndNotTheTestsOwn() {
        String group = LAB.group("web");

        client.describeSecurityGroups(request -> request.groupIds(group));

        assertThat(LAB.calls())
                .containsExactly(new Call(
                        "ec2",
                        Ec2Lab.REGION,
                        "DescribeSecurityGroups",
                        Map.of("Action", "DescribeSecurityGroups", "Version", "2016-11-15", "GroupId.1", group)));
    }

    @Test
    void startsEachTestWithAnEmptyAccount() {
        assertThat(client.describeSecurityGroups().securityGroups())
                .extracting(group -> group.groupName())
                .containsOnly("default");
    }

    @Test
    void keepsWhatIsWrittenThroughTheEndpoint() {
        String group = LAB.group("web");

        IpPermission https = IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(443)
                .toPort(443)
                .ipRanges(IpRange.builder().cidrIp("192.0.2.0/24").build())
                .build();
        client.authorizeSecurityGroupIngress(request -> request.groupId(group).ipPermissions(https));

        assertThat(LAB.rules(group)).extracting(SecurityGroupRule::cidrIpv4).containsExactly("192.0.2.0/24");
    }
}
