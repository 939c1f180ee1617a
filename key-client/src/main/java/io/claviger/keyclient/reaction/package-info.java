/**
 * What happens when a root key changes. The event itself touches one row and may only take access away (I4, I8); then
 * key-service is asked, and what follows from its answer runs as durable jobs in chunks: re-wrap, announce, acknowledge.
 */
@NullMarked
package io.claviger.keyclient.reaction;

import org.jspecify.annotations.NullMarked;
