/** Background work, side by side: how many at a time, what happens when one of them hangs, and how all of them end. */
@NullMarked
package io.claviger.kit.work;

import org.jspecify.annotations.NullMarked;
