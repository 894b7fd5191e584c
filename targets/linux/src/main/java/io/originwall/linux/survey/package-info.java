/** What is on this host beside its firewall, and which ways around a guard that shows. */
@NullMarked
package io.originwall.linux.survey;

import org.jspecify.annotations.NullMarked;
