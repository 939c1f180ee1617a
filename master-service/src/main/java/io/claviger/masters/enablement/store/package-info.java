/**
 * Rows of enablements.
 */
@NullMarked
package io.claviger.masters.enablement.store;

import org.jspecify.annotations.NullMarked;
