/**
 * Refresh tokens in PostgreSQL, as digests.
 */
@NullMarked
package io.claviger.iam.token.store;

import org.jspecify.annotations.NullMarked;
