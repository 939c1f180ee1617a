/** What the database knows of the provider's key. */
@NullMarked
package io.claviger.workers.disk.store;

import org.jspecify.annotations.NullMarked;
