/**
 * The log in the database: one writer at a time appends, checkpoints are signed under a lock, and nothing stored is
 * ever changed.
 */
@NullMarked
package io.claviger.audit.log.store;

import org.jspecify.annotations.NullMarked;
