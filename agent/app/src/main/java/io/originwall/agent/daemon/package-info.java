/** The agent that stays: what is due when, and what is told about it. */
@NullMarked
package io.originwall.agent.daemon;

import org.jspecify.annotations.NullMarked;
