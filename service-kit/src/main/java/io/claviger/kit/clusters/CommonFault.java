package io.claviger.kit.clusters;

/** What is refused before any rule of a service is asked. */
enum CommonFault implements ClustersFault {
    ROLE_MISSING(403, "A0008", "Authentication", "RoleMissing", "Ask an administrator of the account for the role."),
    NOTHING_HERE(404, "G0004", "General", "NotFound", ""),
    METHOD_NOT_ALLOWED(405, "G0005", "General", "MethodNotAllowed", ""),
    TOO_LARGE(413, "E0011", "Provisioning", "BodyTooLarge", ""),
    MALFORMED(400, "E0011", "Provisioning", "BadRequest", ""),
    UNAVAILABLE(503, "E0503", "General", "Unavailable", "Try again in a moment."),
    INTERNAL(500, "E0500", "General", "Internal", "");

    private final Terms terms;

    CommonFault(int status, String code, String type, String terse, String cure) {
        this.terms = new Terms(status, code, type, terse, cure);
    }

    @Override
    public Terms terms() {
        return terms;
    }
}
