/** The port to a key management service and its one implementation, Key Protect over HTTP. */
@NullMarked
package io.claviger.keyclient.kms;

import org.jspecify.annotations.NullMarked;
