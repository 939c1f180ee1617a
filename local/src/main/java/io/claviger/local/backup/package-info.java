/**
 * Taking a backup of a local system while it works, and putting one in the place of what is there: databases and keys are two
 * folders, because together they are every root key.
 */
@NullMarked
package io.claviger.local.backup;

import org.jspecify.annotations.NullMarked;
