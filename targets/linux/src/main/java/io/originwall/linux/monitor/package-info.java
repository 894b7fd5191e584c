/** Listens to the changes that the kernel tells of. */
@NullMarked
package io.originwall.linux.monitor;

import org.jspecify.annotations.NullMarked;
