/**
 * What an installation has chosen where the documents that the contract was made from leave a choice.
 */
@NullMarked
package io.claviger.masters.profile;

import org.jspecify.annotations.NullMarked;
