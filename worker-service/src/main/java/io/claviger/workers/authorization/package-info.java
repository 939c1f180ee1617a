/**
 * What the account of a root key permits this service: the authorizations P2 to P4 of clusters-api.md 4.3.
 */
@NullMarked
package io.claviger.workers.authorization;

import org.jspecify.annotations.NullMarked;
