package io.originwall.linux.iptables;

import io.originwall.linux.ports.PortElements;
import io.originwall.net.AddressRange;
import io.originwall.net.AddressSet;
import java.util.List;

/**
 * One of our ipsets as the kernel holds it.
 *
 * @param type such as {@code hash:net}
 * @param declaration as {@link IpSet#declaration()}
 * @param blocks its addresses, block by block as it holds them, in no order
 * @param addresses the same, merged
 * @param ports its ports
 * @param odd elements that are more than a block or a port; ours never are
 */
record IpSetState(
        String type,
        String declaration,
        List<AddressRange> blocks,
        AddressSet addresses,
        PortElements ports,
        List<String> odd) {}
