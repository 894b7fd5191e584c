package io.originwall.aws.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.originwall.aws.ec2.rules.Rule;
import io.originwall.aws.ec2.rules.Source;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

class IpPermissionsTest {
    @Test
    void aRuleForAllPortsMayNameNone() {
        SecurityGroupRule rule = SecurityGroupRule.builder()
                .ipProtocol("-1")
                .cidrIpv4("192.0.2.0/24")
                .build();

        assertThat(IpPermissions.read(rule)).contains(new Rule("-1", -1, -1, Source.ofCidr("192.0.2.0/24")));
    }
}
