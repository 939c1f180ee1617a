/** Keys over HTTP, as Key Protect serves them. */
@NullMarked
package io.claviger.keys.rootkey.edge;

import org.jspecify.annotations.NullMarked;
