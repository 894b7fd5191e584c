/** The journal: every change ever made, one line each. */
@NullMarked
package io.originwall.agent.journal;

import org.jspecify.annotations.NullMarked;
