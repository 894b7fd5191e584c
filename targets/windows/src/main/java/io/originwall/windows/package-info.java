/** This host's Windows Firewall: rules of our own that let the allow list in and block every other address. */
@NullMarked
package io.originwall.windows;

import org.jspecify.annotations.NullMarked;
