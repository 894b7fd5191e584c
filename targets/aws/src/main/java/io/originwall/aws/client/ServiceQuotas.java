package io.originwall.aws.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Asks Service Quotas how many inbound or outbound rules a security group may have
 * (<a href="https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html">GetServiceQuota</a>). One call of one
 * service: signed and sent by hand it spares a jar.
 */
final class ServiceQuotas {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceQuotas.class);
    private static final String BODY = "{\"ServiceCode\":\"vpc\",\"QuotaCode\":\"L-0EA8095F\"}";
    private static final Pattern VALUE = Pattern.compile("\"Value\"\\s*:\\s*(\\d{1,4})(?:\\.0+)?\\b");
    private static final int MAX_ANSWER_LENGTH = 64 * 1024;
    private static final int OK = 200;

    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final String region;
    private final URI endpoint;

    ServiceQuotas(SdkHttpClient http, AwsCredentialsProvider credentials, String region, Optional<URI> endpoint) {
        this.http = http;
        this.credentials = credentials;
        this.region = region;
        this.endpoint = endpoint.orElseGet(() -> URI.create("https://servicequotas." + region + "."
                + PartitionMetadata.of(Region.of(region)).dnsSuffix() + "/"));
    }

    /** The quota of the account in the region; empty where it may not be asked, which the log says. */
    Optional<Integer> rulesPerGroup() {
        try {
            HttpExecuteResponse answer = send();
            String text = text(answer);
            Matcher value = VALUE.matcher(text);
            if (answer.httpResponse().statusCode() == OK && value.find()) {
                return Optional.of(Integer.valueOf(value.group(1)));
            }
            LOG.debug(
                    "servicequotas:GetServiceQuota in {}: HTTP {}",
                    region,
                    answer.httpResponse().statusCode());
        } catch (IOException | SdkException e) {
            LOG.debug("servicequotas:GetServiceQuota in {} failed", region, e);
        }
        return Optional.empty();
    }

    private HttpExecuteResponse send() throws IOException {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "ServiceQuotasV20190624.GetServiceQuota")
                .build();
        ContentStreamProvider body = ContentStreamProvider.fromUtf8String(BODY);
        AwsCredentialsIdentity identity = credentials.resolveCredentials();
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request)
                        .payload(body)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "servicequotas")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
        return http.prepareRequest(HttpExecuteRequest.builder()
                        .request(signed.request())
                        .contentStreamProvider(signed.payload().orElse(body))
                        .build())
                .call();
    }

    private static String text(HttpExecuteResponse answer) throws IOException {
        if (answer.responseBody().isEmpty()) {
            return "";
        }
        try (InputStream body = answer.responseBody().get()) {
            return new String(body.readNBytes(MAX_ANSWER_LENGTH), StandardCharsets.UTF_8);
        }
    }
}
