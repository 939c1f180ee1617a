/** Key rings: groups of an instance's keys. Every key is in exactly one; callers may restrict themselves to one. */
@NullMarked
package io.claviger.keys.ring;

import org.jspecify.annotations.NullMarked;
