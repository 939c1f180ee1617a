/** KMS instances: ordered, listed and given up the way IBM's resource controller does it. */
@NullMarked
package io.claviger.keys.instance;

import org.jspecify.annotations.NullMarked;
