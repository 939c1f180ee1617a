/**
 * The objects a cluster serves, secrets and namespaces, and the rules they must satisfy: one declared schema per kind
 * (field names, types, protobuf numbers), names, defaults, immutability and limits. Knows no HTTP, no SQL and no keys.
 */
@NullMarked
package io.claviger.masters.kubernetes.object;

import org.jspecify.annotations.NullMarked;
