/** The list of clusters as master-service gives it. */
@NullMarked
package io.claviger.workers.reconciliation.master;

import org.jspecify.annotations.NullMarked;
