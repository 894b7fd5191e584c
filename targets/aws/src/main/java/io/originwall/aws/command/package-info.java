/** The commands {@code originwall aws …}. */
@NullMarked
package io.originwall.aws.command;

import org.jspecify.annotations.NullMarked;
