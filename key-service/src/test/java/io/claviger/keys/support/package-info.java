/** What the tests of this service share: a clock that can be moved, callers with roles, the topics and the rows. */
@NullMarked
package io.claviger.keys.support;

import org.jspecify.annotations.NullMarked;
