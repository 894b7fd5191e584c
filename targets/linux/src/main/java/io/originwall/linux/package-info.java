/** Firewalls driven by a command on this machine. */
@NullMarked
package io.originwall.linux;

import org.jspecify.annotations.NullMarked;
