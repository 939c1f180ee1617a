/**
 * The story of one root key, played against a running system and told so that a person understands what happened and how fast.
 * It drives the system through its public interfaces only, as any client would.
 */
@NullMarked
package io.claviger.local.demo;

import org.jspecify.annotations.NullMarked;
