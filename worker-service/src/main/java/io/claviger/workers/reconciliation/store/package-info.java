/** How far the comparison has come, in the database. */
@NullMarked
package io.claviger.workers.reconciliation.store;

import org.jspecify.annotations.NullMarked;
