/** The service as its callers live through it: real broker, real database, real HTTP. */
@NullMarked
package io.claviger.keys.story;

import org.jspecify.annotations.NullMarked;
