/** A guard on this host, whatever tool writes its rules. */
@NullMarked
package io.originwall.linux.guard;

import org.jspecify.annotations.NullMarked;
