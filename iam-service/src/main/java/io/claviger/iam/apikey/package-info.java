/**
 * API keys: what an owner presents to get a token. Only a digest is ever kept; the key itself leaves this service
 * once, in the answer that made it.
 */
@NullMarked
package io.claviger.iam.apikey;

import org.jspecify.annotations.NullMarked;
