/** YAML to {@link io.originwall.agent.config.Config}: every problem at once, each with line and column. */
@NullMarked
package io.originwall.agent.config;

import org.jspecify.annotations.NullMarked;
