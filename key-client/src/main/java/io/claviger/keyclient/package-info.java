/**
 * Living under somebody's root key (design section 6). Whoever keeps data keys under a root key gets from here a typed client of
 * key-service ({@code kms}), the bindings that key events act on ({@code binding}), for how long what is known may be relied on
 * ({@code lease}), and the reaction to those events ({@code reaction}). A service brings one bean, {@link io.claviger.keyclient.reaction.Dependants}.
 */
@NullMarked
package io.claviger.keyclient;

import org.jspecify.annotations.NullMarked;
