/**
 * Ports of clusters' own, for installations where a cluster whose root key is away shall not be reached at all (S102): on the
 * front door, which all clusters share, it could only be refused.
 */
@NullMarked
package io.claviger.masters.ownport;

import org.jspecify.annotations.NullMarked;
