/**
 * Reads and writes of objects: between the store, which knows no keys, and the sealing, which knows no versions.
 */
@NullMarked
package io.claviger.masters.kubernetes.serving;

import org.jspecify.annotations.NullMarked;
