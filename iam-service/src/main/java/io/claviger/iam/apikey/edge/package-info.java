/**
 * The API-key endpoints under /v1/apikeys.
 */
@NullMarked
package io.claviger.iam.apikey.edge;

import org.jspecify.annotations.NullMarked;
