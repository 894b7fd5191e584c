package io.originwall.aws.ec2.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * An AWS account for tests, empty when each begins, its fields included: {@code @RegisterExtension static final Ec2Lab LAB = Ec2Lab.create();}. What is tested
 * talks to {@link #endpoint}, where its calls are counted; what the test itself plants and looks up goes past that. Where there is no Docker
 * the tests are skipped and say so; with CI=true that is a failure.
 */
public final class Ec2Lab implements BeforeAllCallback, AfterEachCallback {
    /** Where everything lives unless the test says otherwise. */
    public static final String REGION = "eu-west-1";

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Ec2Lab.class);
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("testing", "testing"));

    private final Map<String, Ec2Client> clients = new ConcurrentHashMap<>();
    private Optional<Real> real = Optional.empty();

    /** The real parts; started once for all tests of a JVM. */
    private record Real(MotoServer moto, AwsProxy proxy) {}

    private Ec2Lab() {}

    public static Ec2Lab create() {
        return new Ec2Lab();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (real.isEmpty()) {
            MotoServer.obstacle().ifPresent(text -> {
                if ("true".equals(System.getenv("CI"))) {
                    Assertions.fail("CI=true, so this test must not be skipped: " + text);
                }
                Assumptions.abort("skipped: " + text);
            });
            real = Optional.of(
                    context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Real.class, key -> open(), Real.class));
        }
    }

    private static Real open() {
        try {
            MotoServer moto = MotoServer.start();
            return new Real(moto, AwsProxy.start(moto.address()));
        } catch (IOException e) {
            throw new AssertionError("no proxy before moto", e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        real().proxy().reset();
        HttpRequest reset = HttpRequest.newBuilder(real().moto().address().resolve("/moto-api/reset"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(reset, HttpResponse.BodyHandlers.ofString());
        Assertions.assertEquals(200, answer.statusCode(), answer::body);
    }

    private Real real() {
        return real.orElseThrow(() -> new IllegalStateException("the lab is not registered as an extension"));
    }

    /** For {@code endpoint:} and {@code AWS_ENDPOINT_URL}: all services, all regions, any credentials. */
    public URI endpoint() {
        return real().proxy().address();
    }

    /** What was called at the endpoint since the test began or {@link #forget}, in order. */
    public List<Call> calls() {
        return real().proxy().calls();
    }

    /** The names of the calls, for {@code containsExactly}. */
    public List<String> actions() {
        return calls().stream().map(Call::action).toList();
    }

    /** Counts anew from here. */
    public void forget() {
        real().proxy().forget();
    }

    /** What goes wrong at the endpoint. */
    public Trouble trouble() {
        return real().proxy().trouble();
    }

    /** The account's quota of rules a group, for each family and direction; 60 when a test begins. Service Quotas tells it too. */
    public void quota(int rules) {
        real().proxy().groupRules().quota(rules);
    }

    /** A client of the endpoint, whose calls count. */
    public Ec2Client client() {
        return client(REGION);
    }

    public Ec2Client client(String region) {
        return build(region, endpoint());
    }

    private static Ec2Client build(String region, URI endpoint) {
        return Ec2Client.builder()
                .region(Region.of(region))
                .endpointOverride(endpoint)
                .credentialsProvider(CREDENTIALS)
                .build();
    }

    /** The account itself, past the proxy. */
    public Ec2Client aws(String region) {
        return clients.computeIfAbsent(region, name -> build(name, real().moto().address()));
    }

    public Ec2Client aws() {
        return aws(REGION);
    }

    /** A new, empty VPC; its id. */
    public String vpc() {
        return aws().createVpc(vpc -> vpc.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    }

    /** A new subnet; its id. */
    public String subnet(String vpc) {
        return aws().createSubnet(subnet -> subnet.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                .subnet()
                .subnetId();
    }

    /** A new group without rules for inbound traffic, in a VPC of its own; its id. */
    public String group(String name) {
        return group(REGION, name, Map.of());
    }

    /** A new group without rules for inbound traffic, in a VPC of its own; its id. */
    public String group(String region, String name, Map<String, String> tags) {
        Ec2Client aws = aws(region);
        String vpc =
                aws.createVpc(request -> request.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        return groupIn(vpc, region, name, tags);
    }

    /** A new group without rules for inbound traffic; its id. */
    public String groupIn(String vpc, String region, String name, Map<String, String> tags) {
        List<Tag> list = tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        TagSpecification specification = TagSpecification.builder()
                .resourceType(ResourceType.SECURITY_GROUP)
                .tags(list)
                .build();
        return aws(region)
                .createSecurityGroup(request -> {
                    request.groupName(name).description("made by a test").vpcId(vpc);
                    if (!list.isEmpty()) {
                        request.tagSpecifications(specification);
                    }
                })
                .groupId();
    }

    /** A new network interface with these groups; its id. */
    public String networkInterface(String subnet, String... groups) {
        return aws().createNetworkInterface(request -> request.subnetId(subnet).groups(groups))
                .networkInterface()
                .networkInterfaceId();
    }

    /** The group's rules for inbound traffic, as the account has them. */
    public List<SecurityGroupRule> rules(String group) {
        return rules(REGION, group);
    }

    public List<SecurityGroupRule> rules(String region, String group) {
        Filter filter = Filter.builder().name("group-id").values(group).build();
        return aws(region).describeSecurityGroupRules(request -> request.filters(filter)).securityGroupRules().stream()
                .filter(rule -> !rule.isEgress())
                .toList();
    }
}
