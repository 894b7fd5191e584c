/** Text for people and logs, of which some comes from outside. */
@NullMarked
package io.originwall.text;

import org.jspecify.annotations.NullMarked;
