package io.originwall.aws.ec2.lab;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One call of the AWS API, as it came in.
 *
 * @param service as in the signature: ec2, sts, servicequotas
 * @param region as in the signature
 * @param action e.g. {@code DescribeSecurityGroupRules}
 * @param parameters of the query protocol, flat and in their order, e.g. {@code Filter.1.Name}; empty for a service that speaks JSON
 */
public record Call(String service, String region, String action, Map<String, String> parameters) {
    private static final Pattern SCOPE = Pattern.compile("Credential=[^/]*/\\d+/([^/]+)/([^/]+)/aws4_request");

    public Call {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** What the query parameter says; empty where it is not there. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The numbered parameters {@code PREFIX.1}, {@code PREFIX.2} and so on, in their order. */
    public List<String> list(String prefix) {
        List<String> values = new ArrayList<>();
        for (int i = 1; parameters.containsKey(prefix + "." + i); i++) {
            values.add(parameters.get(prefix + "." + i));
        }
        return values;
    }

    /** How many numbered structures {@code PREFIX.n.…} there are. */
    public int count(String prefix) {
        int count = 0;
        while (starts(prefix + "." + (count + 1) + ".")) {
            count++;
        }
        return count;
    }

    private boolean starts(String prefix) {
        return parameters.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /** The same call with other parameters. */
    Call with(Map<String, String> changed) {
        return new Call(service, region, action, changed);
    }

    /** Another EC2 call at the same place: names and values, in turn. */
    Call instead(String other, List<String> namesAndValues) {
        Map<String, String> changed = new LinkedHashMap<>();
        changed.put("Action", other);
        changed.put("Version", parameter("Version").orElse("2016-11-15"));
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            changed.put(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
        return new Call(service, region, other, changed);
    }

    /** As the query protocol writes it. */
    String query() {
        return parameters.entrySet().stream()
                .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** @param target the header X-Amz-Target, which services that speak JSON have instead of a parameter */
    static Call read(Optional<String> authorization, Optional<String> target, String query) {
        Matcher scope = SCOPE.matcher(authorization.orElse(""));
        boolean signed = scope.find();
        Map<String, String> parameters = target.isPresent() ? Map.of() : parse(query);
        String action = target.map(name -> name.substring(name.lastIndexOf('.') + 1))
                .orElse(parameters.getOrDefault("Action", ""));
        return new Call(signed ? scope.group(2) : "", signed ? scope.group(1) : "", action, parameters);
    }

    private static Map<String, String> parse(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
