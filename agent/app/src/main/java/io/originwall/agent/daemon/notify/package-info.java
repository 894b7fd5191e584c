/** Tells people and programs what happens: webhooks and a command, never in the way of a sync. */
@NullMarked
package io.originwall.agent.daemon.notify;

import org.jspecify.annotations.NullMarked;
