/** Ways around the security groups of a target: other groups, rules for everybody, forgotten IPv6, routes that lead elsewhere. */
@NullMarked
package io.originwall.aws.ec2.audit;

import org.jspecify.annotations.NullMarked;
