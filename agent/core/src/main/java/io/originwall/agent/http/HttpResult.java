package io.originwall.agent.http;

/**
 * What was answered.
 *
 * @param body whole; empty where none was wanted
 * @param endKnown whether the server said where the body ends; if not, a cut connection looks like the end
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpResult(HttpHead head, byte[] body, boolean endKnown) {}
