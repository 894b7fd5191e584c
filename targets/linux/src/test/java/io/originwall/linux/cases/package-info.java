/** What holds for each backend, on a real kernel: the cases that a test of a backend inherits. */
@NullMarked
package io.originwall.linux.cases;

import org.jspecify.annotations.NullMarked;
