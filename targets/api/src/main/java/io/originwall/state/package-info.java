/** The interface to whatever keeps the state: a directory, and later a database or a bucket. */
@NullMarked
package io.originwall.state;

import org.jspecify.annotations.NullMarked;
