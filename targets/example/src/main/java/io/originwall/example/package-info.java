/** The smallest whole target: a text file that an imaginary reverse proxy includes. See CONTRIBUTING.md. */
@NullMarked
package io.originwall.example;

import org.jspecify.annotations.NullMarked;
