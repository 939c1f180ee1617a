/**
 * The error bodies of IBM's IAM.
 */
@NullMarked
package io.claviger.iam.web;

import org.jspecify.annotations.NullMarked;
