/** Instance policies over HTTP, as Key Protect serves them. */
@NullMarked
package io.claviger.keys.instancepolicy.edge;

import org.jspecify.annotations.NullMarked;
