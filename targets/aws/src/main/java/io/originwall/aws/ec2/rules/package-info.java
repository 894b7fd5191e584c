/** What a security group holds, what it should hold and whether that fits: values and arithmetic, without AWS. */
@NullMarked
package io.originwall.aws.ec2.rules;

import org.jspecify.annotations.NullMarked;
