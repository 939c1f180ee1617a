/** Our own extension over HTTP. */
@NullMarked
package io.claviger.keys.versionuse.edge;

import org.jspecify.annotations.NullMarked;
