package io.originwall.aws.ec2.rules;

import io.originwall.net.AddressFormatException;
import io.originwall.net.Cidr;
import org.jspecify.annotations.Nullable;

/** Where an ingress rule lets traffic in from. */
public sealed interface Source {
    /** A block of addresses. */
    record Block(Cidr cidr) implements Source {
        // Written out, for the JVM would put it together at the first call, which a cold start notices.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Block that && cidr.equals(that.cidr);
        }

        @Override
        public int hashCode() {
            return cidr.hashCode();
        }

        @Override
        public String toString() {
            return cidr.toString();
        }
    }

    /** The blocks of a prefix list. */
    record PrefixList(String id) implements Source {
        @Override
        public String toString() {
            return id;
        }
    }

    /** The private addresses of the interfaces in a security group. */
    record Members(String group) implements Source {
        @Override
        public String toString() {
            return group;
        }
    }

    /** A block that we would never write: AWS took it, so it stays as it is. */
    record Unreadable(String text) implements Source {
        @Override
        public String toString() {
            return text;
        }
    }

    /** The block in this text. */
    static Source ofCidr(String text) {
        try {
            return new Block(Cidr.parse(text));
        } catch (AddressFormatException e) {
            return new Unreadable(text);
        }
    }
}
