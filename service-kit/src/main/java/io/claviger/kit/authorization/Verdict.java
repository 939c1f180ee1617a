package io.claviger.kit.authorization;

/** Whether a use of keys is permitted. */
public enum Verdict {
    PERMITTED,
    /** The account of the keys has made no authorization for it, or has taken it back. */
    REFUSED,
    /** iam-service could not be asked, and what was known is too old: nobody may be let in by it. */
    UNKNOWN
}
