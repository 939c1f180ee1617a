/**
 * The one package that touches key bytes. Nothing may leave it but sealed bytes, opaque ciphertexts, and
 * {@link io.claviger.crypto.SecretBytes} that the receiver hands to an answer and closes: never a plain array or a string
 * of material, and never anything into a log, an exception, an event or a row. No other package may ask for
 * {@link io.claviger.crypto.InsecureSecretAccess}; a test holds this. It stores nothing itself: the stores of other
 * features keep what it sealed.
 */
@NullMarked
package io.claviger.keys.custody;

import org.jspecify.annotations.NullMarked;
