package io.originwall.aws.ec2;

import io.originwall.api.Setting;
import java.util.Optional;
import java.util.regex.Pattern;

/** One account whose groups are guarded. */
public record Account(
        @Setting("The ARN of the role to assume there; null for the account that the credentials belong to.")
        Optional<String> assumeRole,

        @Setting("The external id that the role's trust policy asks for.")
        Optional<String> externalId) {
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,577}");
    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");

    public Account {
        if (assumeRole.isPresent() && !ROLE.matcher(assumeRole.get()).matches()) {
            throw new IllegalArgumentException("assume-role must be a role's ARN: arn:aws:iam::ACCOUNT:role/NAME");
        }
        if (externalId.isPresent() && assumeRole.isEmpty()) {
            throw new IllegalArgumentException("external-id goes with assume-role");
        }
        if (externalId.isPresent() && !EXTERNAL_ID.matcher(externalId.get()).matches()) {
            throw new IllegalArgumentException("external-id must be 2–1224 letters, digits or +=,.@:/-_");
        }
    }

    /** The account that the credentials belong to. */
    static Account own() {
        return new Account(Optional.empty(), Optional.empty());
    }
}
