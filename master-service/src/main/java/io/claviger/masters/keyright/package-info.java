/**
 * Whether clusters may use their root keys by the word of the keys' accounts, kept where every replica sees it, so that a
 * cluster's health says so and goes on saying so (clusters-api.md S54).
 */
@NullMarked
package io.claviger.masters.keyright;

import org.jspecify.annotations.NullMarked;
