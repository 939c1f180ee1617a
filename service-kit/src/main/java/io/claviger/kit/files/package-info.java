/** Files that are made once and must be there after a power failure: keys that databases are sealed under. */
@NullMarked
package io.claviger.kit.files;

import org.jspecify.annotations.NullMarked;
