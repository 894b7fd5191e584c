package io.originwall.aws.client;

import io.originwall.aws.client.AwsException.Kind;
import io.originwall.text.OneLine;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What an error of AWS means and what to do about it. The codes are those of
 * <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html">Error codes for the Amazon EC2 API</a>.
 */
final class AwsErrors {
    private static final Pattern WHO = Pattern.compile("User: (\\S+) is not authorized");

    private AwsErrors() {}

    /**
     * @param call the action and what it was about, such as {@code ec2:DescribeSecurityGroups}
     * @param place where
     */
    static AwsException of(String call, AccountRegion place, SdkException e) {
        if (e instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
            return answered(call, place, answer, answer.awsErrorDetails());
        }
        return new AwsException(Kind.OTHER, call + " in " + place + ": " + unanswered(e), e);
    }

    private static AwsException answered(
            String call, AccountRegion place, AwsServiceException e, AwsErrorDetails details) {
        String code = Optional.ofNullable(details.errorCode()).orElse("HTTP " + e.statusCode());
        String text = oneLine(Optional.ofNullable(details.errorMessage()).orElse(""));
        // The credentials of a role are fetched on the way to the call.
        boolean assuming = "Sts".equalsIgnoreCase(details.serviceName());
        String what = assuming ? "sts:AssumeRole" : call;
        return new AwsException(kind(code), what + " in " + place + ": " + meaning(code, text, assuming), e);
    }

    private static Kind kind(String code) {
        return switch (code) {
            case "InvalidPermission.Duplicate",
                    "InvalidPermission.NotFound",
                    "InvalidSecurityGroupRuleId.NotFound",
                    "IncorrectState",
                    "PrefixListVersionMismatch" -> Kind.CHANGED_MEANWHILE;
            case "InvalidGroup.NotFound", "InvalidPrefixListID.NotFound", "InvalidPrefixListId.NotFound" -> Kind.GONE;
            default -> Kind.OTHER;
        };
    }

    private static String meaning(String code, String text, boolean assuming) {
        return switch (code) {
            case "UnauthorizedOperation", "AccessDenied", "AccessDeniedException" ->
                assuming
                        ? "not allowed" + who(text)
                                + "; let the role's trust policy name that identity and the right external id,"
                                + " and allow it sts:AssumeRole"
                        : "not allowed" + who(text)
                                + "; allow that action (originwall aws policy prints all that are needed)";
            case "ExpiredToken", "ExpiredTokenException", "RequestExpired" ->
                "the credentials have expired, or this host's"
                        + " clock is wrong; renew them, such as with aws sso login";
            case "AuthFailure",
                    "InvalidClientTokenId",
                    "UnrecognizedClientException",
                    "SignatureDoesNotMatch",
                    "IncompleteSignature",
                    "MissingAuthenticationToken" ->
                "AWS does not accept the credentials (" + code
                        + "); are the keys right, and is the region enabled for the account?";
            case "OptInRequired" ->
                "the region or the service is not enabled for this account; enable it, or leave it out";
            case "RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequestsException" ->
                "AWS throttles" + " this account (" + code
                        + ") and kept on through every retry; the next cycle tries again";
            case "InvalidGroup.NotFound" ->
                "there is no such security group; is it the right id, account and region? (" + text + ")";
            case "InvalidGroupId.Malformed", "InvalidGroup.Malformed" ->
                "that is no security group's id (" + text + ")";
            case "RulesPerSecurityGroupLimitExceeded" ->
                "it does not fit the group's quota, in which a prefix list counts as its size;"
                        + " guard fewer or adjacent ports, or have quota L-0EA8095F increased (" + text + ")";
            case "SecurityGroupLimitExceeded" ->
                "the account has as many security groups there as it may; delete one, or have that quota increased ("
                        + text + ")";
            case "PrefixListVersionMismatch" -> "somebody else changes the prefix list at the same time (" + text + ")";
            case "InvalidVpcID.NotFound", "InvalidVpcId.NotFound" ->
                "there is no such VPC; is it the right id, account and" + " region? (" + text + ")";
            case "UnsupportedOperation", "InvalidAction" -> "not possible here (" + text + ")";
            case "InternalError", "InternalFailure", "ServiceUnavailable", "Unavailable" ->
                "AWS itself failed (" + code + "); the next cycle tries again";
            default -> code + (text.isEmpty() ? "" : ": " + text);
        };
    }

    private static String who(String text) {
        Matcher matcher = WHO.matcher(text);
        return matcher.find() ? " for " + matcher.group(1) : "";
    }

    private static String unanswered(SdkException e) {
        String text = oneLine(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
        if (e instanceof AbortedException) {
            return "interrupted";
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return "no answer in time; does this host reach the region's endpoint?";
        }
        if (text.startsWith("Unable to load credentials")) {
            return "no credentials; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the instance"
                    + " a role";
        }
        if (text.startsWith("Unable to load region")) {
            return "nothing tells the region; set region: in the config, or AWS_REGION";
        }
        return causes(e)
                .filter(AwsErrors::isNetwork)
                .findFirst()
                .map(cause -> "cannot be reached (" + cause.getClass().getSimpleName() + ": "
                        + oneLine(String.valueOf(cause.getMessage()))
                        + "); is the region's name right, and does this host get out?")
                .orElse(text);
    }

    private static boolean isNetwork(Throwable e) {
        return e instanceof UnknownHostException
                || e instanceof ConnectException
                || e instanceof NoRouteToHostException
                || e instanceof SocketTimeoutException
                || e instanceof SocketException;
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
    }

    private static String oneLine(String text) {
        return OneLine.of(text.replaceAll("\\s*Encoded authorization failure message:.*", ""));
    }
}
