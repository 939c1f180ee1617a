/**
 * The production overlay as a system of processes: what its manifests tell the services is what they are run with, and Kafka and
 * PostgreSQL ask for what Strimzi's and CloudNativePG's do.
 */
@NullMarked
package io.claviger.system.production;

import org.jspecify.annotations.NullMarked;
