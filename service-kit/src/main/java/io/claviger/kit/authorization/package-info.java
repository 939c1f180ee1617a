/**
 * What accounts let our services do with their root keys. A service's own token opens every account's keys; what binds it is the
 * authorization that the account of the keys has made, or not (clusters-api.md 4.3, 4.4). key-service asks on each use, and the
 * services ask for themselves, because only they know for which account they work.
 */
@NullMarked
package io.claviger.kit.authorization;

import org.jspecify.annotations.NullMarked;
