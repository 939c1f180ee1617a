package io.claviger.keyclient.binding;

/** Somebody wants to know what is true of the key by now; fired in the transaction of whoever does. */
public record KeyInQuestion(String keyCrn) {}
