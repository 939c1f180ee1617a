/**
 * The certification authority of one local system: made on the first start, used for one server certificate, trusted by
 * whoever is handed {@code pki/ca.pem}. Not for production, where certificates come from elsewhere.
 */
@NullMarked
package io.claviger.local.pki;

import org.jspecify.annotations.NullMarked;
