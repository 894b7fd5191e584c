/** JSON, as tools of a host print it and scripts read it. */
@NullMarked
package io.originwall.host.json;

import org.jspecify.annotations.NullMarked;
