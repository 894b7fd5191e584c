/**
 * What is told over HTTP: metrics, health and status. It reads the {@link io.originwall.agent.event.Overview} and counts events; it
 * changes nothing, and whatever a client does is no trouble of the daemon's.
 */
@NullMarked
package io.originwall.agent.daemon.http;

import org.jspecify.annotations.NullMarked;
