/** Calls that are none: paths and methods that Key Protect does not have. Refused like any other call, and on record. */
@NullMarked
package io.claviger.keys.unknown;

import org.jspecify.annotations.NullMarked;
