/** Learns the provider's address ranges, decides whether to believe them, and remembers the last good list. */
@NullMarked
package io.originwall.agent.ranges;

import org.jspecify.annotations.NullMarked;
