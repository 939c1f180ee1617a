/**
 * What an activity record is to the log: the canonical bytes that become a leaf, and the facts it is found by.
 */
@NullMarked
package io.claviger.audit.record;

import org.jspecify.annotations.NullMarked;
