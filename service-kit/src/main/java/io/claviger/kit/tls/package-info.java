/**
 * How services prove to each other who they are, where an installation wants them to: certificates on both sides of every call
 * (ADR 0025). Plain HTTP is the default.
 */
@NullMarked
package io.claviger.kit.tls;

import org.jspecify.annotations.NullMarked;
