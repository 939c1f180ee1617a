/**
 * Request bodies in the forms that Kubernetes clients send them: JSON, YAML and the protobuf envelope that typed clients
 * prefer since 1.32, all read into the same JSON tree.
 */
@NullMarked
package io.claviger.masters.kubernetes.body;

import org.jspecify.annotations.NullMarked;
