/**
 * Client certificates of admin kubeconfigs (clusters-api.md 1.7): issued to a caller for one cluster and for no longer than the
 * token it was asked for with, and believed at that cluster's Kubernetes API and nowhere else. TLS ends at the front door, which
 * hands on what a client has shown (RFC 9440) together with a proof that it is the front door (ADR 0027).
 */
@NullMarked
package io.claviger.masters.clientcert;

import org.jspecify.annotations.NullMarked;
