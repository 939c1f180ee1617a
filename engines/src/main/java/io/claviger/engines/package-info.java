/**
 * The two engines Claviger stands on, the real ones, run without Docker: Apache Kafka inside a JVM, PostgreSQL from the
 * binaries that come as a Maven artifact. Tests use them with throw-away folders, {@code ./claviger up} with folders
 * that survive a restart. Kafka's broker classes are internals of Kafka: nothing outside {@link
 * io.claviger.engines.EmbeddedKafka} may name them.
 */
@NullMarked
package io.claviger.engines;

import org.jspecify.annotations.NullMarked;
