/** Firewalls driven by a command on this machine. */
@NullMarked
package io.originwall.host;

import org.jspecify.annotations.NullMarked;
