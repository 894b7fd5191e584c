/** Security groups of EC2: the guard as ingress rules, written with the AWS SDK, which lives in this module and nowhere else. */
@NullMarked
package io.originwall.aws.ec2;

import org.jspecify.annotations.NullMarked;
