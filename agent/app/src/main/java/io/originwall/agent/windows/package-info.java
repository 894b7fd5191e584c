/** The agent as a service of Windows. */
@NullMarked
package io.originwall.agent.windows;

import org.jspecify.annotations.NullMarked;
