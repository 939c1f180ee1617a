/** A service as small as one can be, so that the kit is tested as services use it. */
@NullMarked
package io.claviger.kit.testing;

import org.jspecify.annotations.NullMarked;
