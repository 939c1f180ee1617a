/**
 * Worker-service's events, as they come in.
 */
@NullMarked
package io.claviger.masters.cluster.edge;

import org.jspecify.annotations.NullMarked;
