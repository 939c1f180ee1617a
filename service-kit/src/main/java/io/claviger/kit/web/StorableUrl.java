package io.claviger.kit.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses an address with a NUL in it ({@code %00}), as {@link StorableText} does for bodies: it can name nothing, and the
 * database that is asked for it would fail.
 */
public class StorableUrl {

    /** After the correlation id is known, so that the refusal carries it. */
    private static final int LATE = 6_000;

    @ServerRequestFilter(preMatching = true, priority = LATE)
    public void check(ContainerRequestContext request) {
        UriInfo uri = request.getUriInfo();
        if (!StorableText.isStorable(uri.getPath())) {
            throw refused("The path", null);
        }
        uri.getQueryParameters().forEach((name, values) -> {
            if (!StorableText.isStorable(name)) {
                throw refused("The name of a parameter", null);
            }
            if (!values.stream().allMatch(StorableText::isStorable)) {
                throw refused("The parameter '" + name + "'", name);
            }
        });
    }

    private static ProblemException refused(String what, @Nullable String parameter) {
        String detail = what + " has a character that no name can have (U+0000).";
        return new ProblemException(new Problem(400, Problem.Kind.BAD_REQUEST, detail, parameter));
    }
}
