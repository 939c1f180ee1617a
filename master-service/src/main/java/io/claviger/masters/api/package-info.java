/**
 * The clusters API over HTTP (clusters-api.md 1): paths, bodies, views. Nothing else depends on it.
 */
@NullMarked
package io.claviger.masters.api;

import org.jspecify.annotations.NullMarked;
