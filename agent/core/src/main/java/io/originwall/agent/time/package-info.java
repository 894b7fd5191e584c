/** How long to wait, and how long somebody else may take. */
@NullMarked
package io.originwall.agent.time;

import org.jspecify.annotations.NullMarked;
