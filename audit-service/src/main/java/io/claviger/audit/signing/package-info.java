/**
 * The only package of this service that touches private key bytes: the Ed25519 key that signs checkpoints. What may
 * leave it is a signature and the verifier key. The service holds no other secret: records carry names, ids, states
 * and dates, never material (invariant I1).
 */
@NullMarked
package io.claviger.audit.signing;

import org.jspecify.annotations.NullMarked;
