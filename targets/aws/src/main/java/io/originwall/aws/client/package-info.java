/** Access to AWS: clients, reading and writing security groups, and what its errors mean. */
@NullMarked
package io.originwall.aws.client;

import org.jspecify.annotations.NullMarked;
