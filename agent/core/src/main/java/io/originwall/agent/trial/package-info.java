/** A guard on trial: put up, and taken back unless somebody says that it is good. */
@NullMarked
package io.originwall.agent.trial;

import org.jspecify.annotations.NullMarked;
