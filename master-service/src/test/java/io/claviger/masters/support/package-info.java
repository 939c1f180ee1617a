/** What several tests of this service share. */
@NullMarked
package io.claviger.masters.support;

import org.jspecify.annotations.NullMarked;
