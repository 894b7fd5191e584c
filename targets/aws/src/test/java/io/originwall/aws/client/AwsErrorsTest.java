package io.originwall.aws.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

class AwsErrorsTest {
    private static final AccountRegion PLACE =
            new AccountRegion(Optional.of("eu-west-1"), Optional.empty(), Optional.of("s3cret"));

    private static AwsException problem(SdkException e) {
        return AwsErrors.of("ec2:DescribeSecurityGroups", PLACE, e);
    }

    private static SdkException answer(String code, String message) {
        return (SdkException) Ec2Exception.builder()
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("Ec2")
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    UnauthorizedOperation       | allow that action
                    ExpiredToken                | the credentials have expired
                    RequestExpired              | the credentials have expired
                    InvalidClientTokenId        | AWS does not accept the credentials (InvalidClientTokenId)
                    AuthFailure                 | is the region enabled for the account?
                    OptInRequired               | not enabled for this account
                    RequestLimitExceeded        | the next cycle tries again
                    InvalidGroup.NotFound       | is it the right id, account and region?
                    InvalidGroupId.Malformed    | that is no security group's id
                    RulesPerSecurityGroupLimitExceeded | a prefix list counts as its size
                    SecurityGroupLimitExceeded  | delete one, or have that quota increased
                    PrefixListVersionMismatch   | somebody else changes the prefix list
                    InvalidVpcID.NotFound       | there is no such VPC
                    InternalError               | AWS itself failed
                    SomethingNew                | SomethingNew: what AWS says
                    """)
    void everyRefusalSaysWhatToDo(String code, String part) {
        assertThat(problem(answer(code, "what AWS\n says")))
                .hasMessageStartingWith("ec2:DescribeSecurityGroups in eu-west-1: ")
                .hasMessageContaining(part)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aRefusalNamesWhoWasRefusedAndLeavesTheEncodedMessageOut() {
        assertThat(problem(answer(
                        "UnauthorizedOperation",
                        "You are not authorized to perform this operation. User: arn:aws:iam::1:user/ops is not authorized to"
                                + " perform: x. Encoded authorization failure message: Zm9vYmFy")))
                .hasMessageContaining("not allowed for arn:aws:iam::1:user/ops;")
                .hasMessageNotContaining("Zm9vYmFy");
    }

    @ParameterizedTest
    @CsvSource({
        "InvalidPermission.Duplicate, CHANGED_MEANWHILE",
        "InvalidPermission.NotFound, CHANGED_MEANWHILE",
        "InvalidSecurityGroupRuleId.NotFound, CHANGED_MEANWHILE",
        "InvalidGroup.NotFound, GONE",
        "UnauthorizedOperation, OTHER"
    })
    void whatCanBeTriedAgainIsKnown(String code, AwsException.Kind kind) {
        assertThat(problem(answer(code, "")).kind()).isEqualTo(kind);
    }

    @Test
    void noAnswerSaysWhy() {
        assertThat(problem(ApiCallTimeoutException.create(30_000)))
                .hasMessageEndingWith("no answer in time; does this host reach the region's endpoint?");
        assertThat(problem(SdkClientException.create(
                        "Received an UnknownHostException", new UnknownHostException("ec2.eu-wets-1.amazonaws.com"))))
                .hasMessageEndingWith(
                        "cannot be reached (UnknownHostException: ec2.eu-wets-1.amazonaws.com); is the region's"
                                + " name right, and does this host get out?");
        assertThat(
                        problem(
                                SdkClientException.create(
                                        "Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain(…")))
                .hasMessageEndingWith(
                        "no credentials; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give"
                                + " the instance a role");
        assertThat(problem(SdkClientException.create("Unable to load region from any of the providers in the chain")))
                .hasMessageEndingWith("nothing tells the region; set region: in the config, or AWS_REGION");
    }

    @Test
    void aLongAnswerIsCut() {
        assertThat(problem(answer("SomethingNew", "x".repeat(5000))).getMessage())
                .hasSizeLessThan(400);
    }
}
