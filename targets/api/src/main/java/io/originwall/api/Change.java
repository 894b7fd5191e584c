package io.originwall.api;

import io.originwall.text.OneLine;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a plan.
 *
 * @param op what happens to it
 * @param what a block, a port, or a few words on what is put right; what would break out of its line becomes a question mark
 */
public record Change(Op op, String what) {
    public Change {
        // It may quote what somebody else wrote. Most are a block, of which there may be many.
        what = isPlain(what) ? what : OneLine.masked(what, Integer.MAX_VALUE);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** The kind of change, and the sign a person reads for it. */
    public enum Op {
        ADD('+'),
        REMOVE('-'),
        REPAIR('~');

        private final char sign;

        Op(char sign) {
            this.sign = sign;
        }

        public char sign() {
            return sign;
        }
    }

    public static Change add(Object what) {
        return new Change(Op.ADD, what.toString());
    }

    public static Change remove(Object what) {
        return new Change(Op.REMOVE, what.toString());
    }

    public static Change repair(String what) {
        return new Change(Op.REPAIR, what);
    }

    /** As it is told in JSON. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("op", op.name().toLowerCase(Locale.ROOT));
        fields.put("what", what);
        return fields;
    }

    // Written out, for the JVM would put it together at the first call, which a cold start notices.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Change that && op == that.op && what.equals(that.what);
    }

    @Override
    public int hashCode() {
        return 31 * op.hashCode() + what.hashCode();
    }

    @Override
    public String toString() {
        return op.sign() + " " + what;
    }
}
