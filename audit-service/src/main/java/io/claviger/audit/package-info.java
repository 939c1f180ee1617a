/**
 * audit-service: takes every activity record off the bus, appends it to a tamper-evident log, answers who did what to which
 * key, and publishes the log so that outsiders can check it without trusting this service.
 */
@NullMarked
package io.claviger.audit;

import org.jspecify.annotations.NullMarked;
