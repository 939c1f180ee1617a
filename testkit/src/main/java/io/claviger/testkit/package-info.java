/**
 * What the tests of every service share: a real broker and a real database, started once per test JVM before the first
 * test, and an issuer of tokens. Nothing here is state in static fields alone, because Quarkus loads these classes again
 * in a class loader of its own: engines are reached through the JVM's MBean server, keys through system properties.
 */
@NullMarked
package io.claviger.testkit;

import org.jspecify.annotations.NullMarked;
