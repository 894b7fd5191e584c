/** Guarded ports, for good and on trial. */
@NullMarked
package io.originwall.linux.ports;

import org.jspecify.annotations.NullMarked;
