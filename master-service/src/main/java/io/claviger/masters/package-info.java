/**
 * master-service: clusters, the root key their secrets hang from, and the Kubernetes API that serves those secrets.
 */
@NullMarked
package io.claviger.masters;

import org.jspecify.annotations.NullMarked;
