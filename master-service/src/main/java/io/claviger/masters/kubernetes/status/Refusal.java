package io.claviger.masters.kubernetes.status;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A request that is not done, with the Status that says why. The factories hold the wording of a real server, because people
 * and scripts match on it. Messages never hold the content of a secret.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Status status;

    public Refusal(Status status) {
        // No stack trace: this is an answer, not a fault.
        super(status.message(), null, false, false);
        this.status = status;
    }

    public Status status() {
        return status;
    }

    private static Refusal of(Reason reason, String message, String kind, String name) {
        return new Refusal(new Status(reason, message, kind, name, List.of()));
    }

    public static Refusal badRequest(String message) {
        return of(Reason.BAD_REQUEST, message, "", "");
    }

    public static Refusal unauthorized() {
        return of(Reason.UNAUTHORIZED, "Unauthorized", "", "");
    }

    public static Refusal forbidden(String resource, String name, String why) {
        String subject = name.isEmpty() ? resource : resource + " \"" + name + "\"";
        return of(Reason.FORBIDDEN, subject + " is forbidden: " + why, resource, name);
    }

    public static Refusal namespaceEnds(String resource, String name, String namespace) {
        Refusal refusal = forbidden(
                resource,
                name,
                "unable to create new content in namespace " + namespace + " because it is being terminated");
        Cause cause = new Cause(
                "NamespaceTerminating", "namespace " + namespace + " is being terminated", "metadata.namespace");
        return new Refusal(new Status(Reason.FORBIDDEN, refusal.status().message(), resource, name, List.of(cause)));
    }

    public static Refusal notFound(String resource, String name) {
        return of(Reason.NOT_FOUND, resource + " \"" + name + "\" not found", resource, name);
    }

    public static Refusal unknownPath() {
        return of(Reason.NOT_FOUND, "the server could not find the requested resource", "", "");
    }

    public static Refusal methodNotAllowed() {
        return of(Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource", "", "");
    }

    /** An object that is not what was stored. Named, unlike other faults of the server, since only its owner can put it right. */
    public static Refusal unreadable(String resource, String name, String why) {
        String message = "%s \"%s\" cannot be read: it is not what was stored: %s; delete it and create it anew"
                .formatted(resource, name, why);
        return new Refusal(
                new Status(Reason.INTERNAL, message, resource, name, List.of(new Cause("ObjectUnreadable", why, ""))));
    }

    /** What the client knows is too old to go on from; it lists again. */
    public static Refusal expired(String message) {
        return of(Reason.EXPIRED, message, "", "");
    }

    /** Without the word when to come back: clients would wait for it and repeat, ten times. */
    public static Refusal tooMany(String message) {
        return of(Reason.TOO_MANY_REQUESTS, message, "", "");
    }

    public static Refusal notAcceptable() {
        return of(Reason.NOT_ACCEPTABLE, "only the following media types are accepted: application/json", "", "");
    }

    public static Refusal unsupportedMediaType(List<String> accepted) {
        return of(
                Reason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", accepted),
                "",
                "");
    }

    public static Refusal alreadyExists(String resource, String name) {
        return of(Reason.ALREADY_EXISTS, resource + " \"" + name + "\" already exists", resource, name);
    }

    public static Refusal modified(String resource, String name) {
        return conflict(
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static Refusal conflict(String resource, String name, String why) {
        return of(
                Reason.CONFLICT,
                "Operation cannot be fulfilled on " + resource + " \"" + name + "\": " + why,
                resource,
                name);
    }

    /** Others own what an apply would change. */
    public static Refusal applyConflict(String message, List<Cause> causes) {
        return new Refusal(new Status(Reason.CONFLICT, message, "", "", causes));
    }

    public static Refusal tooLarge(long limitBytes) {
        return of(Reason.TOO_LARGE, "Request entity too large: limit is " + limitBytes, "", "");
    }

    /** {@code causes} must not be empty. */
    public static Refusal invalid(String kind, String name, List<Cause> causes) {
        String lines = causes.stream().map(Cause::line).collect(Collectors.joining(", "));
        String message = kind + " \"" + name + "\" is invalid: " + (causes.size() == 1 ? lines : "[" + lines + "]");
        return new Refusal(new Status(Reason.INVALID, message, kind, name, causes));
    }
}
