/** Man pages and shell completions, written from the definitions of the commands so that they cannot go stale. */
@NullMarked
package io.originwall.agent.cli.generate;

import org.jspecify.annotations.NullMarked;
