/** What no house would bear. */
@NullMarked
package io.claviger.testkit.sample.rule;

import org.jspecify.annotations.NullMarked;
