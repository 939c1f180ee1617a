/** Which of its traces a service records. */
@NullMarked
package io.claviger.kit.tracing;

import org.jspecify.annotations.NullMarked;
