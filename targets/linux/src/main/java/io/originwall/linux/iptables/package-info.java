/** This host's iptables: ipsets hold the allow list and the guarded ports, the table mangle of both families holds the guard. */
@NullMarked
package io.originwall.linux.iptables;

import org.jspecify.annotations.NullMarked;
