/**
 * When a master learns what became of its root key: at once, or, in versions that notice late, after the installation's lag or
 * when it is refreshed.
 */
@NullMarked
package io.claviger.masters.detection;

import org.jspecify.annotations.NullMarked;
