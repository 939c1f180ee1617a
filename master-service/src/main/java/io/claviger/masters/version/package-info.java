/**
 * Cluster versions and what each of them can do: the capability table of clusters-api.md 5.5, once.
 */
@NullMarked
package io.claviger.masters.version;

import org.jspecify.annotations.NullMarked;
