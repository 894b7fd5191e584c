/** The newcomer's first minute: the whole main job in a private sandbox, with real packets. */
@NullMarked
package io.originwall.agent.demo;

import org.jspecify.annotations.NullMarked;
