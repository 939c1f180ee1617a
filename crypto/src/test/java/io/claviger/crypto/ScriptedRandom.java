package io.claviger.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Hands out given bytes in order and fails when they run out, so that sealing can be compared byte for byte. */
final class ScriptedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient ByteBuffer script;

    ScriptedRandom(byte[] script) {
        this.script = ByteBuffer.wrap(script);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        script.get(bytes);
    }
}
