/**
 * What background work costs those who read meanwhile, measured on a whole system. Not part of the tests: run by name, as {@link
 * io.claviger.system.pace.RewriteBench} says.
 */
@NullMarked
package io.claviger.system.pace;

import org.jspecify.annotations.NullMarked;
