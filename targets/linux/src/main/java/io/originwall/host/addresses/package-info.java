/** Addresses as firewall tools read and write them. */
@NullMarked
package io.originwall.host.addresses;

import org.jspecify.annotations.NullMarked;
