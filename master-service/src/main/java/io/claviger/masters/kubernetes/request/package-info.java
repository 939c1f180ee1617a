/**
 * What a request asks for, before anything is done: which path, which verb, which options, whether the caller may, and the
 * object in its body.
 */
@NullMarked
package io.claviger.masters.kubernetes.request;

import org.jspecify.annotations.NullMarked;
