/** A guard on this host, whatever tool writes its rules. */
@NullMarked
package io.originwall.host.guard;

import org.jspecify.annotations.NullMarked;
