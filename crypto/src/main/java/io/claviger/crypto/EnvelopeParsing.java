package io.claviger.crypto;

/** What came of reading bytes as an {@link Envelope}: the envelope itself, or why the bytes are none. */
public sealed interface EnvelopeParsing permits Envelope, Undecipherable {}
