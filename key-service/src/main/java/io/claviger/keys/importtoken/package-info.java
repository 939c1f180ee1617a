/** Import tokens: how an owner's key material comes in without ever being in the clear on the way (key-protect-api.md 5.4). */
@NullMarked
package io.claviger.keys.importtoken;

import org.jspecify.annotations.NullMarked;
