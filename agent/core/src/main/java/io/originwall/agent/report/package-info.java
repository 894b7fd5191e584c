/** The JSON documents that more than one part prints: the commands with {@code --json}, and the daemon's status page. */
@NullMarked
package io.originwall.agent.report;

import org.jspecify.annotations.NullMarked;
