package io.originwall.aws.ec2.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

class TroubleTest {
    @RegisterExtension
    static final Ec2Lab LAB = Ec2Lab.create();

    private final Ec2Client client = LAB.client();

    @Test
    void throttlesTheNextCallsOnly() {
        LAB.trouble().throttle("DescribeVpcs", 2);

        client.describeVpcs(); // whose SDK tries again

        assertThat(LAB.actions()).containsExactly("DescribeVpcs", "DescribeVpcs", "DescribeVpcs");
    }

    @Test
    void deniesOneActionAndNamesIt() {
        LAB.trouble().deny("DescribeVpcs");

        assertThatThrownBy(client::describeVpcs)
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnauthorizedOperation"))
                .hasMessageContaining("is not authorized to perform: ec2:DescribeVpcs because");
        assertThatCode(client::describeSubnets).doesNotThrowAnyException();
    }

    @Test
    void expiresTheCredentials() {
        LAB.trouble().expire();

        assertThatThrownBy(client::describeVpcs).hasMessageContaining("Request has expired.");
    }

    @Test
    void cutsARegionOff() {
        LAB.trouble().cut(Ec2Lab.REGION);

        assertThatThrownBy(client::describeVpcs).isInstanceOf(SdkClientException.class);
        assertThatCode(() -> LAB.client("eu-central-1").describeVpcs()).doesNotThrowAnyException();
    }

    @Test
    void silencesARegion() {
        LAB.trouble().silence(Ec2Lab.REGION);

        assertThatThrownBy(() -> client.describeVpcs(
                        request -> request.overrideConfiguration(more -> more.apiCallTimeout(Duration.ofSeconds(2)))))
                .isInstanceOf(ApiCallTimeoutException.class);
    }

    @Test
    void letsSomebodyElseGoFirst() {
        LAB.trouble().before("DescribeSecurityGroups", () -> LAB.group("theirs"));

        assertThat(client.describeSecurityGroups().securityGroups())
                .extracting(group -> group.groupName())
                .contains("theirs");
    }
}
