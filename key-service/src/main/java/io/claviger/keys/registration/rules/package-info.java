/** What a registration is, who may touch it, and how it may change. Knows no framework. */
@NullMarked
package io.claviger.keys.registration.rules;

import org.jspecify.annotations.NullMarked;
