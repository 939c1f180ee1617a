package io.claviger.keys.importtoken.rules;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.WrappedMaterial;

/** Key material that an owner brings. Whoever read it from a request closes it. */
public sealed interface OwnMaterial extends AutoCloseable {

    record InClear(SecretBytes bytes) implements OwnMaterial {
        @Override
        public void close() {
            bytes.close();
        }
    }

    record UnderToken(WrappedMaterial wrapped) implements OwnMaterial {
        @Override
        public void close() {
            wrapped.payload().close();
        }
    }

    @Override
    void close();
}
