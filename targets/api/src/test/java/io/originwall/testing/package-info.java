/** What the tests of every module share. */
@NullMarked
package io.originwall.testing;

import org.jspecify.annotations.NullMarked;
