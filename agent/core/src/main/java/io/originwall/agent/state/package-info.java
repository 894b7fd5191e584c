/** The state directory: who may use it, and what is kept in it beside the ranges. */
@NullMarked
package io.originwall.agent.state;

import org.jspecify.annotations.NullMarked;
