/**
 * How the clusters API refuses (clusters-api.md 1.9): one fault per code of the contract, one exception that carries it, one
 * mapper that gives it the contract's body.
 */
@NullMarked
package io.claviger.masters.refusal;

import org.jspecify.annotations.NullMarked;
