/**
 * From where an instance may be called, and whether its calls are measured: the instance policies that every call meets. What
 * a call needs of them is one small record, {@link io.claviger.keys.access.rules.AccessRules}, which may be kept.
 */
@NullMarked
package io.claviger.keys.access;

import org.jspecify.annotations.NullMarked;
