/**
 * What can be asked of the trail: a filter that is valid once it exists.
 */
@NullMarked
package io.claviger.audit.trail.rules;

import org.jspecify.annotations.NullMarked;
