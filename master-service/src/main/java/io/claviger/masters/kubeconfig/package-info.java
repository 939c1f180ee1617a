/**
 * Kubeconfigs of a cluster in the three forms of clusters-api.md 1.7, refused while its root key is not usable (S103).
 */
@NullMarked
package io.claviger.masters.kubeconfig;

import org.jspecify.annotations.NullMarked;
