/**
 * How the clusters API refuses (clusters-api.md 1.9): one fault per code of the contract, one exception that carries it; the kit
 * gives it the contract's body, as it does for worker-service, which serves the other part of that API.
 */
@NullMarked
package io.claviger.masters.refusal;

import org.jspecify.annotations.NullMarked;
