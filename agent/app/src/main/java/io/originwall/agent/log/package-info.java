/**
 * The log: a small backend of SLF4J's, made for one thing, to write each event as one line to stderr. Whoever logs knows SLF4J only.
 */
@NullMarked
package io.originwall.agent.log;

import org.jspecify.annotations.NullMarked;
