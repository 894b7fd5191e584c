package io.originwall.api;

/**
 * A way around the guard.
 *
 * @param id a stable short name for scripts, in kebab case
 * @param summary what is open, in one line
 * @param remedy what to do about it, in one line
 */
public record Finding(String id, String summary, String remedy) {}
