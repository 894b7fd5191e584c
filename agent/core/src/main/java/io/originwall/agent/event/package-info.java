/** What happens in a running agent, told to whoever keeps count of it: the log, the journal, the metrics, the notifications. */
@NullMarked
package io.originwall.agent.event;

import org.jspecify.annotations.NullMarked;
