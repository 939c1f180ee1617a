/**
 * The owner of the API key of a region and a resource group: whose rights on key management services count when a cluster there is
 * to hang from a root key, whoever asks for it (clusters-api.md 1.4.2, 4.1; ADR 0028).
 */
@NullMarked
package io.claviger.masters.keyowner;

import org.jspecify.annotations.NullMarked;
