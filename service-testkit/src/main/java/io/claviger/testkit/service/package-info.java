/**
 * Stand-ins for what a service asks others, as a test commands them. They are beans of the test alone, and apart from {@code testkit}
 * because they need service-kit, whose own tests use that.
 */
@NullMarked
package io.claviger.testkit.service;

import org.jspecify.annotations.NullMarked;
