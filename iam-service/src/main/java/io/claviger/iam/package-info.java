/**
 * Who may do what: accounts, API keys, roles, and the tokens that carry them to every other service. Speaks the part
 * of IBM's IAM that IBM's own clients use (key-protect-api.md 6.1), and OpenID Connect discovery for everybody else.
 */
@NullMarked
package io.claviger.iam;

import org.jspecify.annotations.NullMarked;
