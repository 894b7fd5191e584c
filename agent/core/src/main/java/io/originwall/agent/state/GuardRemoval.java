package io.originwall.agent.state;

import java.time.Instant;

/**
 * The guard of a target was removed by hand, and stays so until a sync.
 *
 * @param at when
 * @param by the name of the user
 */
public record GuardRemoval(Instant at, String by) {}
