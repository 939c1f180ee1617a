/** Whether a service makes traces at all. */
@NullMarked
package io.claviger.kit.tracing;

import org.jspecify.annotations.NullMarked;
