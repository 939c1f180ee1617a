package io.claviger.kit.web;

import jakarta.ws.rs.core.Response;

/** The error body of one wire contract. Each service has a bean for each contract it speaks; the path decides which is used. */
public interface ErrorDialect {

    /** Whether requests to this path are answered in this dialect. */
    boolean speaks(String path);

    /** The complete answer; the correlation id is also echoed as a header by the filter. */
    Response render(Problem problem, String correlationId);
}
