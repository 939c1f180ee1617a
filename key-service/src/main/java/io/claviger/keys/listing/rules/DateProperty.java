package io.claviger.keys.listing.rules;

/** Dates of a key by their names on the wire. */
public enum DateProperty {
    CREATION("creationDate"),
    LAST_UPDATE("lastUpdateDate"),
    LAST_ROTATE("lastRotateDate"),
    DELETION("deletionDate"),
    EXPIRATION("expirationDate");

    private final String wireName;

    DateProperty(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
