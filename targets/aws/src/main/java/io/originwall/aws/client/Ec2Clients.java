package io.originwall.aws.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * One EC2 client for each region of each account, made when it is first needed and kept. All share one HTTP client, the JDK's: it starts in a
 * fraction of the time of the others. Thread-safe.
 */
public final class Ec2Clients implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ec2Clients.class);

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private static final String SESSION = "originwall";

    private static final String STS = "AWS_ENDPOINT_URL_STS";
    private static final String QUOTAS = "AWS_ENDPOINT_URL_SERVICE_QUOTAS";

    /** What the SDK reads itself where the config names none, and throws a NullPointerException at where it is no URL. */
    private static final List<String> ENDPOINTS = List.of("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EC2");

    private final Optional<URI> endpoint;
    private final Waits waits;
    private final Map<String, String> environment;
    private final Map<AccountRegion, Ec2Client> clients = new HashMap<>();
    private final Map<AccountRegion, StsClient> roles = new HashMap<>();
    private final Map<AccountRegion, AwsCredentialsProvider> identities = new HashMap<>();
    private Optional<SdkHttpClient> http = Optional.empty();
    private Optional<DefaultCredentialsProvider> own = Optional.empty();

    /**
     * Makes no client yet.
     *
     * @param endpoint for every service but those that AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL_SERVICE_QUOTAS send elsewhere; empty for
     *     AWS's own, or what AWS_ENDPOINT_URL says
     */
    public Ec2Clients(Optional<URI> endpoint, Waits waits) {
        this(endpoint, waits, System.getenv());
    }

    /** In this environment, as far as it is looked at here: the SDK looks at the process's own. */
    Ec2Clients(Optional<URI> endpoint, Waits waits, Map<String, String> environment) {
        this.endpoint = endpoint;
        this.waits = waits;
        this.environment = environment;
    }

    public Waits waits() {
        return waits;
    }

    /**
     * The client of this place.
     *
     * @throws SdkClientException if nothing tells the region, or what AWS's own settings say cannot be used
     */
    public synchronized Ec2Client ec2(AccountRegion place) {
        try {
            return client(place);
        } catch (IllegalArgumentException | NullPointerException e) { // of a profile, which the SDK reads as it builds
            throw SdkClientException.create(
                    "the settings of AWS cannot be used (" + e.getMessage()
                            + "); correct ~/.aws/config, ~/.aws/credentials or the AWS_ variables",
                    e);
        }
    }

    private Ec2Client client(AccountRegion place) {
        if (endpoint.isEmpty()) {
            ENDPOINTS.forEach(this::checkEndpoint);
        }
        checkEndpoint(STS);
        checkEndpoint(QUOTAS);
        return clients.computeIfAbsent(
                place,
                any -> configure(Ec2Client.builder(), place, endpoint)
                        .credentialsProvider(credentials(place))
                        .build());
    }

    /** Makes the client of this place and gets its credentials; what fails will fail again when it is needed, and be told then. */
    public boolean prepare(AccountRegion place) {
        try {
            ec2(place);
            identity(place).resolveCredentials();
            return true;
        } catch (RuntimeException e) { // a profile that cannot be parsed is no SdkException
            LOG.debug("{} is not ready yet", place, e);
            return false;
        }
    }

    private synchronized AwsCredentialsProvider identity(AccountRegion place) {
        return credentials(place);
    }

    /** The quota of rules per group there, as Service Quotas tells; empty where it may not be asked. */
    public synchronized Optional<Integer> rulesPerGroup(AccountRegion place) {
        String region = ec2(place).serviceClientConfiguration().region().id();
        Optional<URI> there = url(QUOTAS).or(() -> endpoint).or(() -> url("AWS_ENDPOINT_URL"));
        return new ServiceQuotas(http(), credentials(place), region, there).rulesPerGroup();
    }

    private void checkEndpoint(String variable) {
        Optional<String> url = setting(variable);
        if (url.isPresent() && !isWeb(url.get())) {
            throw SdkClientException.create(variable + " must be an http:// or https:// URL");
        }
    }

    private static boolean isWeb(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private Optional<URI> url(String variable) {
        return setting(variable).map(URI::create);
    }

    private Optional<String> setting(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
    }

    private AwsCredentialsProvider credentials(AccountRegion place) {
        return identities.computeIfAbsent(
                place,
                any -> place.role().isEmpty()
                        ? ownCredentials()
                        : role(place, place.role().get()));
    }

    private AwsCredentialsProvider ownCredentials() {
        if (own.isEmpty()) {
            own = Optional.of(DefaultCredentialsProvider.builder().build());
        }
        return own.get();
    }

    private AwsCredentialsProvider role(AccountRegion place, String arn) {
        StsClient sts = configure(StsClient.builder(), place, endpoint.map(all -> url(STS).orElse(all)))
                .credentialsProvider(ownCredentials())
                .build();
        roles.put(place, sts);
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request -> {
                    request.roleArn(arn).roleSessionName(SESSION);
                    place.externalId().ifPresent(request::externalId);
                })
                .build();
    }

    private <
                    B extends
                            AwsClientBuilder<B, C>
                                    & software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder<B, C>,
                    C>
            B configure(B builder, AccountRegion place, Optional<URI> at) {
        builder.httpClient(http());
        builder.overrideConfiguration(ClientOverrideConfiguration.builder()
                .retryStrategy(RetryMode.ADAPTIVE_V2)
                .apiCallAttemptTimeout(waits.attempt())
                .apiCallTimeout(waits.call())
                .build());
        place.region().map(Region::of).ifPresent(builder::region);
        at.ifPresent(builder::endpointOverride);
        return builder;
    }

    private SdkHttpClient http() {
        if (http.isEmpty()) {
            http = Optional.of(UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(waits.attempt())
                    .build());
        }
        return http.get();
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(Ec2Client::close);
        roles.values().forEach(StsClient::close);
        own.ifPresent(DefaultCredentialsProvider::close);
        http.ifPresent(SdkHttpClient::close);
        clients.clear();
        roles.clear();
        identities.clear();
        own = Optional.empty();
        http = Optional.empty();
    }
}
