/**
 * What lies in {@code .claviger/} and who may read it: data, logs, pids, certificates, secrets, the settings of each
 * service. Everything that names a folder, a port or a configuration property of the local system is here.
 */
@NullMarked
package io.claviger.local.layout;

import org.jspecify.annotations.NullMarked;
