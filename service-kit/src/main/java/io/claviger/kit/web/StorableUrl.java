package io.claviger.kit.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

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
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        Stream<String> texts = Stream.concat(
                Stream.of(uri.getPath()),
                query.entrySet().stream()
                        .flatMap(each -> Stream.concat(Stream.of(each.getKey()), each.getValue().stream())));
        if (!texts.allMatch(StorableText::isStorable)) {
            throw new ProblemException(new Problem(
                    400,
                    Problem.Kind.BAD_REQUEST,
                    "The address has a character that no name can have (U+0000).",
                    null));
        }
    }
}
