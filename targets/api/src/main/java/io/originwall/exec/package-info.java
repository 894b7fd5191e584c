/** Starts processes of this machine; nothing else does: argument lists, no shell, a time limit on each. */
@NullMarked
package io.originwall.exec;

import org.jspecify.annotations.NullMarked;
