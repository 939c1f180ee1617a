/**
 * The clusters API as its clients speak it (clusters-api.md): pools and workers. Requests arrive with the {@code /global} prefix;
 * the other paths below it belong to master-service.
 */
@NullMarked
package io.claviger.workers.api;

import org.jspecify.annotations.NullMarked;
