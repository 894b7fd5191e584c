/** Makes each target what it should be: guard, plan, apply, plan again. */
@NullMarked
package io.originwall.agent.sync;

import org.jspecify.annotations.NullMarked;
