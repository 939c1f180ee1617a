/** Reads this service's own events back from Kafka. */
@NullMarked
package io.claviger.keys.restored.edge;

import org.jspecify.annotations.NullMarked;
