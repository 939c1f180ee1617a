/**
 * A state change and its event are one transaction (invariant I2). {@link io.claviger.kit.outbox.Outbox} writes the event
 * beside the change; {@link io.claviger.kit.outbox.OutboxRelay} is the only code that touches a Kafka producer.
 */
@NullMarked
package io.claviger.kit.outbox;

import org.jspecify.annotations.NullMarked;
