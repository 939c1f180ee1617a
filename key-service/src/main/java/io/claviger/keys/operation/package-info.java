/** The one table of what can be asked of keys and who may ask it. Knows no framework. */
@NullMarked
package io.claviger.keys.operation;

import org.jspecify.annotations.NullMarked;
