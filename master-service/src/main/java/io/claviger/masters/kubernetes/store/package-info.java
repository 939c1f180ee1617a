/**
 * Kubernetes objects in PostgreSQL: one row per object, bodies as sealed, a resource version counter per cluster.
 */
@NullMarked
package io.claviger.masters.kubernetes.store;

import org.jspecify.annotations.NullMarked;
