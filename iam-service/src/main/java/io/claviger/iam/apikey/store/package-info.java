/**
 * API keys in PostgreSQL.
 */
@NullMarked
package io.claviger.iam.apikey.store;

import org.jspecify.annotations.NullMarked;
