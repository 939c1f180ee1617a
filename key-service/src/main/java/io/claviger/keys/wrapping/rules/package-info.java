/** What came of a use of a root key, and the limits of what may be wrapped. Knows no framework. */
@NullMarked
package io.claviger.keys.wrapping.rules;

import org.jspecify.annotations.NullMarked;
