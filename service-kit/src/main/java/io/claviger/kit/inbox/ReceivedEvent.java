package io.claviger.kit.inbox;

import io.claviger.events.DomainEvent;
import io.claviger.events.EventHeaders;

/** An event as it arrived: what it says, and how it came. */
public record ReceivedEvent(EventHeaders headers, DomainEvent event) {}
