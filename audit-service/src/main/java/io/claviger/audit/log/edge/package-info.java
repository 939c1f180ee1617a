/**
 * How records enter the log from the bus, and how the log is published over HTTP.
 */
@NullMarked
package io.claviger.audit.log.edge;

import org.jspecify.annotations.NullMarked;
