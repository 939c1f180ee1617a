/** What still needs a version of a root key, and the destruction of versions that nothing needs (I7). */
@NullMarked
package io.claviger.keys.versionuse;

import org.jspecify.annotations.NullMarked;
