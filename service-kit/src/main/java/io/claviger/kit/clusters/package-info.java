/**
 * How the clusters API refuses (clusters-api.md 1.9). Two services serve that one API to its clients, each with faults of its own;
 * what a refusal looks like on the wire is said here, once.
 */
@NullMarked
package io.claviger.kit.clusters;

import org.jspecify.annotations.NullMarked;
