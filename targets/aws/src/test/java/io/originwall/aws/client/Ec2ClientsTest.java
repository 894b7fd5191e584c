package io.originwall.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.Ec2Client;

class Ec2ClientsTest {
    private static final AccountRegion PLACE =
            new AccountRegion(Optional.of("eu-west-1"), Optional.empty(), Optional.empty());

    @TempDir
    Path directory;

    private static Ec2Client ask(Ec2Clients clients) throws AwsException {
        return new RegionCaller(PLACE, () -> clients.ec2(PLACE)).call("ec2:DescribeSecurityGroups", ec2 -> ec2);
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_ENDPOINT_URL, ec2.example.invalid",
        "AWS_ENDPOINT_URL, ftp://ec2.example.invalid",
        "AWS_ENDPOINT_URL_EC2, https://ec2 example",
        "AWS_ENDPOINT_URL_STS, https:///",
        "AWS_ENDPOINT_URL_SERVICE_QUOTAS, quotas"
    })
    void anEndpointOfTheEnvironmentThatIsNoUrlIsToldByTheVariable(String variable, String url) {
        try (Ec2Clients clients = new Ec2Clients(Optional.empty(), Waits.DEFAULT, Map.of(variable, url))) {
            assertThat(clients.prepare(PLACE)).isFalse();
            assertThatThrownBy(() -> ask(clients))
                    .isInstanceOf(AwsException.class)
                    .hasMessage("ec2:DescribeSecurityGroups in eu-west-1: " + variable
                            + " must be an http:// or https:// URL");
        }
    }

    @Test
    void theEndpointOfTheConfigOverridesWhateverTheEnvironmentSays() throws Exception {
        URI endpoint = URI.create("http://127.0.0.1:1");
        try (Ec2Clients clients = new Ec2Clients(
                Optional.of(endpoint), Waits.DEFAULT, Map.of("AWS_ENDPOINT_URL", "ec2.example.invalid"))) {
            assertThat(ask(clients).serviceClientConfiguration().endpointOverride())
                    .contains(endpoint);
        }
    }

    /** A VPC endpoint of EC2 answers nobody else's calls. */
    @Test
    void theEnvironmentSendsStsAndServiceQuotasElsewhereThanTheEndpointOfTheConfig() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Ec2ClientsTest::answer);
        server.start();
        String there = "http://127.0.0.1:" + server.getAddress().getPort();
        AccountRegion place = new AccountRegion(
                Optional.of("eu-west-1"), Optional.of("arn:aws:iam::123456789012:role/origin"), Optional.empty());
        try (Ec2Clients clients = new Ec2Clients(
                Optional.of(URI.create("http://127.0.0.1:1")),
                Waits.DEFAULT,
                Map.of("AWS_ENDPOINT_URL_STS", there, "AWS_ENDPOINT_URL_SERVICE_QUOTAS", there))) {
            assertThat(clients.rulesPerGroup(place)).contains(77);
        } finally {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            boolean quotas = exchange.getRequestHeaders().containsKey("X-Amz-Target");
            byte[] body = (quotas ? "{\"Quota\":{\"Value\":77.0}}" : """
                    <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                    <AccessKeyId>id</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
                    <Expiration>2099-01-01T00:00:00Z</Expiration>
                    </Credentials></AssumeRoleResult></AssumeRoleResponse>""").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void aBrokenConfigFileOfAwsIsToldInOneLine() throws Exception {
        String file = "aws.configFile";
        Optional<String> before = Optional.ofNullable(System.getProperty(file));
        System.setProperty(
                file,
                Files.writeString(directory.resolve("config"), "[profile x\n").toString());
        try (Ec2Clients clients = new Ec2Clients(Optional.empty(), Waits.DEFAULT, Map.of())) {
            assertThat(clients.prepare(PLACE)).isFalse();
            assertThatThrownBy(() -> ask(clients))
                    .isInstanceOf(AwsException.class)
                    .hasMessage("ec2:DescribeSecurityGroups in eu-west-1: the settings of AWS cannot be used (Profile"
                            + " definition must end with ']' on line 1); correct ~/.aws/config, ~/.aws/credentials or"
                            + " the AWS_ variables");
        } finally {
            before.ifPresentOrElse(value -> System.setProperty(file, value), () -> System.clearProperty(file));
        }
    }
}
