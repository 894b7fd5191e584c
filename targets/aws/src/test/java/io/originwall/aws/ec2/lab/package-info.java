/** An EC2 that nobody here wrote, in a container, and a proxy before it that is as strict as AWS says it is. */
@NullMarked
package io.originwall.aws.ec2.lab;

import org.jspecify.annotations.NullMarked;
