/** What holds for the whole program. */
@NullMarked
package io.originwall.agent;

import org.jspecify.annotations.NullMarked;
