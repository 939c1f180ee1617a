/**
 * The Kubernetes API of every cluster: namespaces and secrets, served so that a stock kubectl and any Kubernetes client work.
 * This package holds the seams to the rest of the service: who may enter a cluster ({@link
 * io.claviger.masters.kubernetes.ClusterAccess}), how secrets are sealed ({@link io.claviger.masters.kubernetes.SecretSealing}),
 * and what enabling another root key needs of the store ({@link io.claviger.masters.kubernetes.SecretRewrites}).
 *
 * <p>Left out on purpose: finalizers are kept as data but hold nothing back, since nothing here would ever finish them:
 * deleting is immediate and needs no key.
 */
@NullMarked
package io.claviger.masters.kubernetes;

import org.jspecify.annotations.NullMarked;
