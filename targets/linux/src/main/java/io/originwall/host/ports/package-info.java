/** Guarded ports, for good and on trial. */
@NullMarked
package io.originwall.host.ports;

import org.jspecify.annotations.NullMarked;
