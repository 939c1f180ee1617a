/**
 * How fast a disable bites, measured on a whole system. Not part of the tests: run by name, as {@link
 * io.claviger.system.disable.DisableBench} says.
 */
@NullMarked
package io.claviger.system.disable;

import org.jspecify.annotations.NullMarked;
