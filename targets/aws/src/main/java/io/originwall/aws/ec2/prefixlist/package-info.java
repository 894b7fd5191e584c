/** Customer-managed prefix lists: one for each family, kept at the allow list in versioned changes. */
@NullMarked
package io.originwall.aws.ec2.prefixlist;

import org.jspecify.annotations.NullMarked;
