/**
 * Durable work on masters: claimed by lease with SKIP LOCKED, done step by step, each step committed before the next, and taken up
 * again after a crash. It knows no kind of work.
 */
@NullMarked
package io.claviger.masters.work;

import org.jspecify.annotations.NullMarked;
