/**
 * The query endpoint, whose use is itself an activity.
 */
@NullMarked
package io.claviger.audit.trail.edge;

import org.jspecify.annotations.NullMarked;
