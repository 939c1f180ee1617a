/**
 * Which client owns which field of an object: {@code metadata.managedFields}, kept with every write, and what server-side apply
 * makes of it (structured-merge-diff's rules for maps, sets and lists by key, which is all that secrets and namespaces have).
 * Pure functions of objects; they know no store and no HTTP.
 */
@NullMarked
package io.claviger.masters.kubernetes.ownership;

import org.jspecify.annotations.NullMarked;
