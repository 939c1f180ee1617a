/** Instances over HTTP, as IBM's resource controller serves them. */
@NullMarked
package io.claviger.keys.instance.edge;

import org.jspecify.annotations.NullMarked;
