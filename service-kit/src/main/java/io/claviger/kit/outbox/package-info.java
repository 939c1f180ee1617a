/**
 * A state change and its event are one transaction (invariant I2). {@link io.claviger.kit.outbox.Outbox} writes the event
 * beside the change; only {@link io.claviger.kit.outbox.OutboxRelay} sends it on. (Records of calls that change nothing may go
 * straight to Kafka instead: {@link io.claviger.kit.activity.ActivityStream}.)
 */
@NullMarked
package io.claviger.kit.outbox;

import org.jspecify.annotations.NullMarked;
