/** The program as it is installed, on a real systemd. */
@NullMarked
package io.originwall.agent.systemd;

import org.jspecify.annotations.NullMarked;
