/** Policies of an instance: what new keys inherit from it, and which keys may be made in it at all. */
@NullMarked
package io.claviger.keys.instancepolicy;

import org.jspecify.annotations.NullMarked;
