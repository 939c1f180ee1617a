/** Requests that nobody meant, made from the OpenAPI document, against every endpoint. */
@NullMarked
package io.claviger.keys.fuzz;

import org.jspecify.annotations.NullMarked;
