/** What the agent tells the service manager that started it. */
@NullMarked
package io.originwall.agent.daemon.systemd;

import org.jspecify.annotations.NullMarked;
