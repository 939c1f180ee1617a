/**
 * The RSA keys that sign tokens, and what the world may know of them. Private keys stay inside this package's types
 * and the keystore file; no row, log line or answer holds one.
 */
@NullMarked
package io.claviger.iam.signing;

import org.jspecify.annotations.NullMarked;
