/**
 * Reads records by filter, in the order of the log.
 */
@NullMarked
package io.claviger.audit.trail.store;

import org.jspecify.annotations.NullMarked;
