/**
 * The PKCS#12 keystore that all replicas share.
 */
@NullMarked
package io.claviger.iam.signing.store;

import org.jspecify.annotations.NullMarked;
