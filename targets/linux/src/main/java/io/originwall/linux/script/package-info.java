/** Scripts for firewall tools, whole on disk before the tool starts. */
@NullMarked
package io.originwall.linux.script;

import org.jspecify.annotations.NullMarked;
