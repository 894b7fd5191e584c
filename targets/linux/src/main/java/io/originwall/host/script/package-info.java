/** Scripts for firewall tools, whole on disk before the tool starts. */
@NullMarked
package io.originwall.host.script;

import org.jspecify.annotations.NullMarked;
