package io.originwall.aws.ec2.audit;

import io.originwall.net.Cidr;

/**
 * A route of a VPC.
 *
 * @param table the route table's id
 * @param target where to: an id such as igw-… or pcx-…, or local
 */
public record Route(String table, Cidr destination, String target) {
    /** Out to the Internet, where the CDN is. */
    boolean leadsOut() {
        return target.startsWith("igw-") || target.startsWith("eigw-") || target.startsWith("nat-");
    }
}
