package io.originwall.agent.demo;

/**
 * One step of the demo.
 *
 * @param number from 1
 * @param good did it come out as it should?
 * @param what what was done and seen
 */
public record Step(int number, boolean good, String what) {}
