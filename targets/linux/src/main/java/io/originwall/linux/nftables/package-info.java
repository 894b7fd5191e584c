/** This host's nftables: one table of our own that drops what the allow list does not hold. */
@NullMarked
package io.originwall.linux.nftables;

import org.jspecify.annotations.NullMarked;
