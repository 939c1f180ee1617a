/** Disks of workers as something that only the right passphrase opens, and the one package of this service where key bytes
 * are handled: plain passphrases live in {@link io.claviger.crypto.SecretBytes}, leave it only sealed, and never as a string. */
@NullMarked
package io.claviger.workers.disk;

import org.jspecify.annotations.NullMarked;
