/**
 * An AES key that lives on a PKCS#11 token and never leaves it. The vendor's library is native code that may hang, crash, or
 * never find a token again that was away; the JDK initialises it once per process and never ends it. So it is loaded in a
 * small process of its own, which is killed and started anew instead of trusted: {@link
 * io.claviger.keys.custody.token.TokenProcess} is the service's side, {@link io.claviger.keys.custody.token.TokenServer} the
 * other. What crosses between them does so over a socket that only this user can reach, through buffers that are wiped.
 */
@NullMarked
package io.claviger.keys.custody.token;

import org.jspecify.annotations.NullMarked;
