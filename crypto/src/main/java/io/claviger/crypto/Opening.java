package io.claviger.crypto;

/** What came of opening sealed bytes. That they don't open is an expected outcome, so it is a value and no exception. */
public sealed interface Opening permits Opening.Opened, Undecipherable {

    /** The receiver owns {@code plaintext} and closes it. */
    record Opened(SecretBytes plaintext) implements Opening {}
}
