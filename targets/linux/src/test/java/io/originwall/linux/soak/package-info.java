/** Updates under a flood: the guards they go between, the writes of an update by themselves, and agents that are killed in it. */
@NullMarked
package io.originwall.linux.soak;

import org.jspecify.annotations.NullMarked;
