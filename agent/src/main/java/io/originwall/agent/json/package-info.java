/** JSON as it is written: by commands, over HTTP, to the journal. */
@NullMarked
package io.originwall.agent.json;

import org.jspecify.annotations.NullMarked;
