/**
 * What clusters do when their root key changes: data keys are re-wrapped, plain ones leave memory, and the world is told.
 */
@NullMarked
package io.claviger.masters.reaction;

import org.jspecify.annotations.NullMarked;
