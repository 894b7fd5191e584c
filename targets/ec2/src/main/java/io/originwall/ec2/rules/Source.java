package io.originwall.ec2.rules;

import io.originwall.net.AddressFormatException;
import io.originwall.net.Cidr;

/** Where an ingress rule lets traffic in from. */
public sealed interface Source {
    /** A block of addresses. */
    record Block(Cidr cidr) implements Source {
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
