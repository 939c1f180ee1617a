/** The whole system, as processes on the real engines, driven by clients that others wrote: IBM's SDK, kubectl, plain Kafka. */
@NullMarked
package io.claviger.system;

import org.jspecify.annotations.NullMarked;
