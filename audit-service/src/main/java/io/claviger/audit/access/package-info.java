/**
 * Who may read the trail, and of which accounts.
 */
@NullMarked
package io.claviger.audit.access;

import org.jspecify.annotations.NullMarked;
