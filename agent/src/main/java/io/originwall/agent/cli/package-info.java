/** The commands: parse, call, print. No logic lives here. */
@NullMarked
package io.originwall.agent.cli;

import org.jspecify.annotations.NullMarked;
