/**
 * What crosses Kafka. Sealed event types with their wire form beside them: CloudEvents 1.0 in binary mode, JSON data. The
 * contract is for anyone, so JSON Schemas, an AsyncAPI document and golden samples live in this module's resources, and
 * tests hold all of them against these types. Key material never appears in any of them (invariant I1).
 */
@NullMarked
package io.claviger.events;

import org.jspecify.annotations.NullMarked;
