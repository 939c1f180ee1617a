/** Wrap, unwrap and rewrap over HTTP (key-protect-api.md 3), and our own batch of rewraps. */
@NullMarked
package io.claviger.keys.wrapping.edge;

import org.jspecify.annotations.NullMarked;
