package io.originwall.aws.client;

import io.originwall.aws.ec2.rules.IngressRule;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.IpPermission;

/** For tests of other packages. */
public final class PermissionsForTests {
    private PermissionsForTests() {}

    public static IpPermission write(IngressRule rule) {
        return IpPermissions.write(List.of(rule)).get(0);
    }
}
