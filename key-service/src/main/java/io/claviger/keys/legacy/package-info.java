/** Key Protect's former way to name actions, which its SDKs still have: {@code POST /keys/{key}?action=…}. */
@NullMarked
package io.claviger.keys.legacy;

import org.jspecify.annotations.NullMarked;
