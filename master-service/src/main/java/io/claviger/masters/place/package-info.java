/**
 * KMS instances that another key-service has, at a URL of its own (Key Protect on premises): which of them clusters hang from, and
 * where they are.
 */
@NullMarked
package io.claviger.masters.place;

import org.jspecify.annotations.NullMarked;
