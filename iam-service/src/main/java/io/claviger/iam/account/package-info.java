/**
 * Accounts and the roles granted in them. Pure rules.
 */
@NullMarked
package io.claviger.iam.account;

import org.jspecify.annotations.NullMarked;
