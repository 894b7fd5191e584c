/** The commands: parse, call, print; no logic. */
@NullMarked
package io.originwall.agent.cli;

import org.jspecify.annotations.NullMarked;
