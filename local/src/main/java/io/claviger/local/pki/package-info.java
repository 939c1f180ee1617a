/**
 * The certification authorities of one local system, made on the first start: one for a server certificate, trusted by whoever is
 * handed {@code pki/ca.pem}, and one for the client certificates of admin kubeconfigs. Not for production, where certificates come from elsewhere.
 */
@NullMarked
package io.claviger.local.pki;

import org.jspecify.annotations.NullMarked;
