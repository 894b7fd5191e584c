/** A small network of real namespaces, for tests of host firewalls. */
@NullMarked
package io.originwall.linux.lab;

import org.jspecify.annotations.NullMarked;
