/** Benchmarks, run by {@code ./dev bench} and never by a test. */
@NullMarked
package io.originwall.bench;

import org.jspecify.annotations.NullMarked;
