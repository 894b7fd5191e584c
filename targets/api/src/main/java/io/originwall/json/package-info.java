/** JSON as plain values, read and written; {@link io.originwall.json.Fields} asks for a type. */
@NullMarked
package io.originwall.json;

import org.jspecify.annotations.NullMarked;
