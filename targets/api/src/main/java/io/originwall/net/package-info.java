/** Addresses, blocks and ports as compact values; text goes through the IPAddress library in its strictest parameters. */
@NullMarked
package io.originwall.net;

import org.jspecify.annotations.NullMarked;
