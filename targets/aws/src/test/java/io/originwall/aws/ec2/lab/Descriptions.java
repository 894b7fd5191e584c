package io.originwall.aws.ec2.lab;

import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Descriptions of rules and groups. The reference says: "Up to 255 characters in length. Allowed characters are a-z, A-Z, 0-9, spaces, and
 * ._-:/()#,@[]+=&amp;;{}!$*".
 */
final class Descriptions implements Layer {
    private static final Pattern PARAMETER = Pattern.compile("(.*\\.Description|GroupDescription)");
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9. _\\-:/()#,@\\[\\]+=&;{}!$*]{0,255}");

    @Override
    public Answer handle(Call call, Next next) throws IOException {
        for (var parameter : call.parameters().entrySet()) {
            if (PARAMETER.matcher(parameter.getKey()).matches()
                    && !VALID.matcher(parameter.getValue()).matches()) {
                return Answer.refusal(
                        "InvalidParameterValue",
                        "Invalid rule description. Valid descriptions are strings less than 256 characters from the following"
                                + " set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*");
            }
        }
        return next.pass(call);
    }
}
