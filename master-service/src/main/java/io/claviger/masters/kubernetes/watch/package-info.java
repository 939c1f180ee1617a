/**
 * Watches: a stream of changes per client, fed per cluster by one poll that all watches of a replica share. What waits is
 * sealed; a change is opened for each client when it is written, under the root key's answer of that moment, so that nothing
 * leaves after a disable (invariant I5).
 */
@NullMarked
package io.claviger.masters.kubernetes.watch;

import org.jspecify.annotations.NullMarked;
