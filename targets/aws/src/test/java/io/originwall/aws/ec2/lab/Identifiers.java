package io.originwall.aws.ec2.lab;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Ids of groups and rules. The list of EC2's error codes says: InvalidGroupId.Malformed and InvalidSecurityGroupRuleId.Malformed where an id
 * does not have the form of one, InvalidSecurityGroupRuleId.NotFound where there is no such rule. moto says InvalidGroup.NotFound to the first
 * and InvalidPermission.NotFound to the last.
 */
final class Identifiers implements Layer {
    private static final Pattern GROUP = Pattern.compile("sg-([0-9a-f]{8}|[0-9a-f]{17})");
    private static final Pattern RULE = Pattern.compile("sgr-([0-9a-f]{8}|[0-9a-f]{17})");

    @Override
    public Answer handle(Call call, Next next) throws IOException {
        if (!call.service().equals("ec2")) {
            return next.pass(call);
        }
        Optional<String> badGroup = Stream.concat(call.parameter("GroupId").stream(), call.list("GroupId").stream())
                .filter(id -> !GROUP.matcher(id).matches())
                .findFirst();
        if (badGroup.isPresent()) {
            return Answer.refusal(
                    "InvalidGroupId.Malformed", "Invalid id: \"" + badGroup.get() + "\" (expecting \"sg-...\")");
        }
        List<String> rules = rules(call);
        Optional<String> badRule =
                rules.stream().filter(id -> !RULE.matcher(id).matches()).findFirst();
        if (badRule.isPresent()) {
            return Answer.refusal(
                    "InvalidSecurityGroupRuleId.Malformed",
                    "Invalid id: \"" + badRule.get() + "\" (expecting \"sgr-...\")");
        }
        if (!rules.isEmpty() && call.parameter("GroupId").isPresent()) {
            List<String> known = Existing.read(call, call.parameter("GroupId").get(), next).stream()
                    .map(Existing::id)
                    .toList();
            Optional<String> unknown =
                    rules.stream().filter(id -> !known.contains(id)).findFirst();
            if (unknown.isPresent()) {
                return Answer.refusal(
                        "InvalidSecurityGroupRuleId.NotFound",
                        "The security group rule ID '" + unknown.get() + "' does not exist");
            }
        }
        return next.pass(call);
    }

    private static List<String> rules(Call call) {
        Stream<String> changed = Stream.iterate(1, i -> i + 1)
                .limit(call.count("SecurityGroupRule"))
                .flatMap(i -> call.parameter("SecurityGroupRule." + i + ".SecurityGroupRuleId").stream());
        return Stream.concat(call.list("SecurityGroupRuleId").stream(), changed).toList();
    }
}
