/** How Kafka is reached by the clients that a service makes itself, beside those of its channels. */
@NullMarked
package io.claviger.kit.broker;

import org.jspecify.annotations.NullMarked;
