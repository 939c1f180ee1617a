/**
 * The command line: {@code up}, {@code down}, {@code status}, {@code logs}, {@code env} and {@code demo}. A command reads
 * its options, calls one thing, prints. What a person sees on failure is one line and an exit code that is not zero.
 */
@NullMarked
package io.claviger.local.cli;

import org.jspecify.annotations.NullMarked;
