/**
 * Key bytes that wipe themselves, and the published constructions that every service encrypts with. This is the only
 * package that turns key bytes into ciphertext: what leaves it is sealed bytes, {@link io.claviger.crypto.SecretBytes}
 * or a typed refusal, never a plain array of key bytes, unless somebody asked for one with
 * {@link io.claviger.crypto.InsecureSecretAccess}. Every byte layout that is written here is read for ever; the golden
 * files in the tests hold the layouts still. It knows no framework, no clock and no store.
 */
@NullMarked
package io.claviger.crypto;

import org.jspecify.annotations.NullMarked;
