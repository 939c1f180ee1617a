/** Rows of backups that were taken up. */
@NullMarked
package io.claviger.keys.restored.store;

import org.jspecify.annotations.NullMarked;
