package io.claviger.kit.testing;

import io.claviger.events.DomainEvent;
import io.claviger.events.KeyEvent;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.outbox.Outbox;
import io.claviger.kit.web.Correlation;
import io.claviger.kit.web.ErrorDialect;
import io.claviger.kit.web.JsonBody;
import io.claviger.kit.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One resource that does what resources of services do, and fails the way they may. */
@Path("/kit")
@RunOnVirtualThread
public class KitApplication {

    public record Named(@Nullable String name, @Nullable Integer count) {}

    /** What the second contract of a service would look like. */
    @ApplicationScoped
    public static class OtherDialect implements ErrorDialect {
        @Override
        public boolean speaks(String path) {
            return path.startsWith("/other");
        }

        @Override
        public Response render(Problem problem, String correlationId) {
            return Response.status(problem.status())
                    .type("application/json")
                    .entity(Map.of("code", problem.kind().name(), "id", correlationId))
                    .build();
        }
    }

    private final Outbox outbox;
    private final DataSource dataSource;
    private final Callers callers;
    private final Activities activities;

    KitApplication(Outbox outbox, DataSource dataSource, Callers callers, Activities activities) {
        this.outbox = outbox;
        this.dataSource = dataSource;
        this.callers = callers;
        this.activities = activities;
    }

    @POST
    @Path("echo")
    public Map<String, String> echo(byte @Nullable [] body) {
        Named named = JsonBody.read(body, Named.class);
        return Map.of("name", String.valueOf(named.name()), "correlationId", String.valueOf(Correlation.current()));
    }

    @GET
    @Path("who")
    public String who(@HeaderParam("Authorization") @Nullable String authorization) {
        return callers.require(authorization).iamId();
    }

    @POST
    @Path("act")
    public Map<String, String> act(@HeaderParam("Authorization") @Nullable String authorization) {
        activities.recordAlone(
                callers.require(authorization), Activity.of("kit.thing.do", "crn-of-thing", "thing", "kit/thing"));
        return Map.of();
    }

    @GET
    @Path("fail/{how}")
    public String fail(@jakarta.ws.rs.PathParam("how") String how) throws Exception {
        throw switch (how) {
            case "bug" -> new IllegalStateException("a secret in a message");
            case "database" -> new SQLException("gone", "08006");
            case "redirect" ->
                throw new WebApplicationException(
                        Response.seeOther(java.net.URI.create("/kit/x")).build());
            case "answered" ->
                throw new WebApplicationException(
                        Response.status(418).entity("short and stout").build());
            default -> new WebApplicationException(Integer.parseInt(how));
        };
    }

    /** A change and its event. */
    @Transactional
    public void change(String name, DomainEvent event, boolean fail) throws SQLException {
        insert(name);
        outbox.append(event);
        if (fail) {
            throw new IllegalStateException("after both were written");
        }
    }

    public void appendWithoutTransaction(KeyEvent event) {
        outbox.append(event);
    }

    private void insert(String name) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into applied (name) values (?)")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
    }
}
