/**
 * What a cluster is and how its state follows from what is known about it (clusters-api.md 2.1 and 2.2). Rules only: nothing here
 * knows a database, HTTP or a key's bytes.
 */
@NullMarked
package io.claviger.masters.cluster;

import org.jspecify.annotations.NullMarked;
