/** Addresses as firewall tools read and write them. */
@NullMarked
package io.originwall.linux.addresses;

import org.jspecify.annotations.NullMarked;
