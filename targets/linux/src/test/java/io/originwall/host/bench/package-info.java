/** Benchmarks, run by {@code ./dev bench} and never by a test. */
@NullMarked
package io.originwall.host.bench;

import org.jspecify.annotations.NullMarked;
