package io.originwall.aws.ec2;

import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.TargetException;
import java.util.Optional;

/** The guards that a security group cannot enforce: it only ever lets in, and drops the rest without a word or a count. */
final class Unsupported {
    private Unsupported() {}

    static Optional<String> of(Mode mode, DenyWith denyWith) {
        if (mode == Mode.OBSERVE) {
            return Optional.of("a security group cannot observe, for what it has no rule for is dropped uncounted; set"
                    + " guard.mode: enforce and look at what would change with originwall plan");
        }
        return denyWith == DenyWith.REJECT
                ? Optional.of("a security group cannot reject, only drop; set guard.deny-with: drop")
                : Optional.empty();
    }

    static void check(Guard wanted) throws TargetException {
        Optional<String> why = wanted.isNone() ? Optional.empty() : of(wanted.mode(), wanted.denyWith());
        if (why.isPresent()) {
            throw new TargetException(why.get());
        }
    }
}
