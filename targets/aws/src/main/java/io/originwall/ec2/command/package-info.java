/** The commands {@code originwall aws …}. */
@NullMarked
package io.originwall.ec2.command;

import org.jspecify.annotations.NullMarked;
