/** Benchmarks, run by {@code ./dev bench} and never by a test. */
@NullMarked
package io.originwall.agent.bench;

import org.jspecify.annotations.NullMarked;
