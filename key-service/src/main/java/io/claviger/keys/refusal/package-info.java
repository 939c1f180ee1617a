/** What a caller is told when a call is not done: Key Protect's reason codes with our sentences. Knows no framework. */
@NullMarked
package io.claviger.keys.refusal;

import org.jspecify.annotations.NullMarked;
