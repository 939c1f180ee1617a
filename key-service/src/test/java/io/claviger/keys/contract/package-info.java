/** Key Protect's contract, held by IBM's own client and by plain HTTP. */
@NullMarked
package io.claviger.keys.contract;

import org.jspecify.annotations.NullMarked;
