/** Lists and counts the keys of an instance: which ones, in which order, which part of them (key-protect-api.md 1.6, 1.7). */
@NullMarked
package io.claviger.keys.listing;

import org.jspecify.annotations.NullMarked;
