/** Heals what lost events about clusters have left behind, by master-service's own list of them (I3, ADR 0038). */
@NullMarked
package io.claviger.workers.reconciliation;

import org.jspecify.annotations.NullMarked;
