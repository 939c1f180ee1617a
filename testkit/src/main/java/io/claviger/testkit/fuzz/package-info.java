/** Calls that nobody should make, derived from a service's own OpenAPI document, and what must come back all the same. */
@NullMarked
package io.claviger.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
