/** What a boot needs to put the last good guard up again, before this program runs. */
@NullMarked
package io.originwall.agent.boot;

import org.jspecify.annotations.NullMarked;
