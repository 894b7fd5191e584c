/** The one interface between the agent and the places where the guard is enforced. */
@NullMarked
package io.originwall.api;

import org.jspecify.annotations.NullMarked;
