/** How a command asks the running daemon for something, over a Unix-domain socket, and gets its verdict. */
@NullMarked
package io.originwall.agent.control;

import org.jspecify.annotations.NullMarked;
