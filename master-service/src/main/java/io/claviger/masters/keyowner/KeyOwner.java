package io.claviger.masters.keyowner;

import java.time.Instant;

/**
 * @param iamId identity whose rights count
 * @param name e-mail or service name, for people
 * @param since when it became the owner
 */
public record KeyOwner(String iamId, String name, Instant since) {}
