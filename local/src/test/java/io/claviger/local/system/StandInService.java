package io.claviger.local.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * As much of a service as the launcher needs one to be: reads the settings file it is handed, needs its database, listens,
 * is ready; answers the two calls that make the first instance.
 */
public final class StandInService {
    private StandInService() {}

    public static void main(String[] args) throws IOException, SQLException {
        var settings = new Properties();
        settings.load(new StringReader(Files.readString(Path.of(args[0]))));
        if (settings.containsKey("stand-in.fails")) {
            System.out.println("ERROR the seal cannot be opened");
            System.exit(1);
        }
        DriverManager.getConnection(
                        settings.getProperty("quarkus.datasource.jdbc.url"),
                        settings.getProperty("quarkus.datasource.username"),
                        settings.getProperty("quarkus.datasource.password"))
                .close();
        int port = Integer.parseInt(settings.getProperty("quarkus.http.port"));
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/q/health/ready", exchange -> answer(exchange, 200, "{}"));
        server.createContext("/identity/token", exchange -> answer(exchange, 200, "{\"access_token\":\"t\"}"));
        server.createContext(
                "/v2/resource_instances", exchange -> answer(exchange, 201, "{\"guid\":\"the-first-instance\"}"));
        server.start();
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
