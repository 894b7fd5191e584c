package io.originwall.api;

import java.util.Optional;

/**
 * What a target enforces at this moment, as it says itself.
 *
 * @param guard {@link Guard#none()} where nothing of ours is there; the nearest guard where somebody changed the structure
 * @param traffic packets counted since the guard was first put up; empty where the target does not count
 */
public record Enforced(Guard guard, Optional<Traffic> traffic) {}
