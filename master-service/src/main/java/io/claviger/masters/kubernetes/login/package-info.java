/**
 * Logging in to an OpenShift cluster with a credential of IAM. Credentials pass through and are neither kept nor logged.
 */
@NullMarked
package io.claviger.masters.kubernetes.login;

import org.jspecify.annotations.NullMarked;
