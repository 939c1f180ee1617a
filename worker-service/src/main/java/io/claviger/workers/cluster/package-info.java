/** The little that worker-service knows of clusters, learned from events: enough to find one and to authorise a caller. */
@NullMarked
package io.claviger.workers.cluster;

import org.jspecify.annotations.NullMarked;
