/** The one door to processes of this machine: argument lists, no shell, a time limit on each. */
@NullMarked
package io.originwall.exec;

import org.jspecify.annotations.NullMarked;
