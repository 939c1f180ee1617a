/**
 * Events may come twice, late, out of order, or never (invariant I3). {@link io.claviger.kit.inbox.EventDelivery} is the one
 * road from a Kafka record to a use case: it claims the event id, runs the use case in the same transaction, waits out an
 * outage in place, and lets only what cannot be understood go to the dead-letter topic.
 */
@NullMarked
package io.claviger.kit.inbox;

import org.jspecify.annotations.NullMarked;
