package io.claviger.keys.wrapping.edge;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** An answer with secrets in it, of which nothing is left here once it is written, or could not be. */
record WipedAnswer(byte[] bytes) implements StreamingOutput {

    @Override
    public void write(OutputStream out) throws IOException {
        try {
            out.write(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
