package io.originwall.ec2;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;

/** Lets some calls through to a real client, does something first where a test wants it, and refuses the others with an error code. */
class RefusingEc2 implements Ec2Client {
    private final Ec2Client behind;

    RefusingEc2(Ec2Client behind) {
        this.behind = behind;
    }

    /** Called before each write; throws what AWS would. */
    void before(String action) {
        throw refusal(
                "UnauthorizedOperation",
                "You are not authorized to perform this operation. User:"
                        + " arn:aws:iam::123456789012:user/ops is not authorized to perform: ec2:" + action
                        + " on resource: x because no identity-based policy allows it. Encoded authorization failure message: Zm9v");
    }

    static Ec2Exception refusal(String code, String message) {
        return (Ec2Exception) Ec2Exception.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .serviceName("Ec2")
                        .build())
                .statusCode(400)
                .build();
    }

    @Override
    public DescribeSecurityGroupsResponse describeSecurityGroups(DescribeSecurityGroupsRequest request) {
        return behind.describeSecurityGroups(request);
    }

    @Override
    public DescribeSecurityGroupRulesResponse describeSecurityGroupRules(DescribeSecurityGroupRulesRequest request) {
        return behind.describeSecurityGroupRules(request);
    }

    @Override
    public AuthorizeSecurityGroupIngressResponse authorizeSecurityGroupIngress(
            AuthorizeSecurityGroupIngressRequest request) {
        before("AuthorizeSecurityGroupIngress");
        return behind.authorizeSecurityGroupIngress(request);
    }

    @Override
    public RevokeSecurityGroupIngressResponse revokeSecurityGroupIngress(RevokeSecurityGroupIngressRequest request) {
        before("RevokeSecurityGroupIngress");
        return behind.revokeSecurityGroupIngress(request);
    }

    @Override
    public ModifySecurityGroupRulesResponse modifySecurityGroupRules(ModifySecurityGroupRulesRequest request) {
        before("ModifySecurityGroupRules");
        return behind.modifySecurityGroupRules(request);
    }

    @Override
    public String serviceName() {
        return behind.serviceName();
    }

    @Override
    public void close() {}
}
