/**
 * The Merkle tree of RFC 6962, section 2.1, as pure functions: leaf and node hashes, growing a tree by one leaf,
 * proofs, and the tiles of C2SP tlog-tiles. Knows nothing of records, files or databases.
 */
@NullMarked
package io.claviger.audit.merkle;

import org.jspecify.annotations.NullMarked;
