/** What a key is, what may be done to it in which state, and what a change makes of it. Knows no framework. */
@NullMarked
package io.claviger.keys.rootkey.rules;

import org.jspecify.annotations.NullMarked;
