/** The HTTP client: for the list of ranges, its cross-check and webhooks. */
@NullMarked
package io.originwall.agent.http;

import org.jspecify.annotations.NullMarked;
