/**
 * Authorizations: which service of which account may use the root keys of an account (clusters-api.md 4.2 to 4.4). They live in
 * the account of the keys, are one-way, and are the only thing that lets a service of ours touch a customer's key.
 */
@NullMarked
package io.claviger.iam.policy;

import org.jspecify.annotations.NullMarked;
