/**
 * What all endpoints of this service share: the error body, and failures of the store.
 */
@NullMarked
package io.claviger.audit.web;

import org.jspecify.annotations.NullMarked;
