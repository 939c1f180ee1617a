/** Secrets of clusters by the clusters' own Kubernetes API, as any client would use it, with this service's own token. */
@NullMarked
package io.claviger.workers.secret.kubernetes;

import org.jspecify.annotations.NullMarked;
