/** Rows of signing keys and of the writers' turn. */
@NullMarked
package io.claviger.keys.watermark.store;

import org.jspecify.annotations.NullMarked;
