/** What arrives from Kafka. */
@NullMarked
package io.claviger.workers.feed;

import org.jspecify.annotations.NullMarked;
