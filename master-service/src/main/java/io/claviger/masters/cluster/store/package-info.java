/**
 * Rows of clusters and of their pools' sums, and the events that go with every change of them.
 */
@NullMarked
package io.claviger.masters.cluster.store;

import org.jspecify.annotations.NullMarked;
