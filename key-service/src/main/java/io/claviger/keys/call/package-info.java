/** One Key Protect call: who asks what of which instance, and the one place where its refusal is answered and recorded. */
@NullMarked
package io.claviger.keys.call;

import org.jspecify.annotations.NullMarked;
