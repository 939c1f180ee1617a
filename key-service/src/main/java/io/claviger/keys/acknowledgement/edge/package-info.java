/** Acknowledgements as they arrive, from Kafka and over HTTP. */
@NullMarked
package io.claviger.keys.acknowledgement.edge;

import org.jspecify.annotations.NullMarked;
