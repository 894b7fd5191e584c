/** The program as it is packed. */
@NullMarked
package io.originwall.agent.distribution;

import org.jspecify.annotations.NullMarked;
