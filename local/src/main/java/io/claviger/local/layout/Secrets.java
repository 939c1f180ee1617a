package io.claviger.local.layout;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What is made once by chance and must be the same at every later start: passwords, API keys, the account's id. Kept in
 * one file of mode 0600; losing it means losing the data, since PostgreSQL and the keystore were made with it.
 */
public final class Secrets {
    private static final String FIRST_INSTANCE = "first-instance.id";
    private static final int KEY_BYTES = 33; // 44 characters, as an IBM Cloud API key has
    private static final int ACCOUNT_BYTES = 16;

    private final Path file;
    private final SecureRandom random;
    private final Properties values = new Properties();

    private Secrets(Path file, SecureRandom random) {
        this.file = file;
        this.random = random;
    }

    public static Secrets open(Path file, SecureRandom random) throws IOException {
        var secrets = new Secrets(file, random);
        if (Files.exists(file)) {
            secrets.values.load(new StringReader(Files.readString(file)));
        }
        return secrets;
    }

    public String postgresPassword() throws IOException {
        return once("postgres.password");
    }

    public String databasePassword(Service service) throws IOException {
        return once("database." + service.database() + ".password");
    }

    public String adminApiKey() throws IOException {
        return once("admin.api-key");
    }

    public String serviceApiKey(Service service) throws IOException {
        return once("service." + service.partName() + ".api-key");
    }

    /** Of the file in which a service keeps its own key: key-service's seal, the signing keys of iam and audit. */
    public String keystorePassword(Service service) throws IOException {
        return once("keystore." + service.partName() + ".password");
    }

    /** What front door and master-service know each other by. */
    public String frontDoorProof() throws IOException {
        return once("front-door.proof");
    }

    /** 32 hex digits, as IBM's IAM has them. */
    public String accountId() throws IOException {
        return once("account.id", () -> HexFormat.of().formatHex(bytes(ACCOUNT_BYTES)));
    }

    /** Not a secret, but known only after the first start and kept as carefully. */
    public @Nullable String firstInstanceId() {
        return values.getProperty(FIRST_INSTANCE);
    }

    public void rememberFirstInstance(String id) throws IOException {
        values.setProperty(FIRST_INSTANCE, id);
        save();
    }

    private String once(String name) throws IOException {
        return once(name, () -> Base64.getUrlEncoder().encodeToString(bytes(KEY_BYTES)));
    }

    private synchronized String once(String name, java.util.function.Supplier<String> made) throws IOException {
        String known = values.getProperty(name);
        if (known != null) {
            return known;
        }
        String value = made.get();
        values.setProperty(name, value);
        save();
        return value;
    }

    private void save() throws IOException {
        var text = new StringWriter();
        values.store(text, "Made on the first start. Whoever reads this can act as anyone in this local system.");
        PrivateFiles.write(file, text.toString());
    }

    private byte[] bytes(int count) {
        byte[] chosen = new byte[count];
        random.nextBytes(chosen);
        return chosen;
    }
}
