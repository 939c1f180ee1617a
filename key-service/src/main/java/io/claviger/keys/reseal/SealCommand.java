package io.claviger.keys.reseal;

import io.claviger.keys.custody.ConfiguredSeal;
import io.claviger.keys.custody.Seal;
import io.claviger.keys.custody.SealException;
import io.claviger.keys.custody.SealLedger;
import io.claviger.keys.custody.token.TokenAwayException;
import io.claviger.keys.sql.Sql;
import io.claviger.keys.sql.StoreException;
import io.claviger.kit.outage.Outage;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command line. Its settings are the service's own, so it is run where the service is. */
public final class SealCommand {

    private static final String HELP = """
            The seal is the key that all KMS instances' keys are under. This command makes one and moves the database to it.

              seal status         which seals are configured, which one the database is under, how many keys under each
              seal make           make the key of claviger.keys.seal.other: a keystore file, or an AES key on a token that
                                  cannot be read out of it; never replaces one
              seal reseal         move every instance key to claviger.keys.seal.other
              seal reseal --back  move every instance key to claviger.keys.seal
                --chunk N         keys between two lines of progress (100)

            It reads the settings of key-service: the environment, or config/application.properties in this folder. The
            service goes on working meanwhile. Stopped anywhere, in any way, the same command goes on where it stopped;
            when nothing is left it says so and changes nothing.

            Moving to another seal, in order:
              1. give every replica both seals (claviger.keys.seal.other.kind, .keystore or .pkcs11.*), and restart it
              2. seal make, if the new key is not there yet, before 1 for a token or a folder that is read-only
              3. seal reseal
              4. make the new seal the only one: its settings become claviger.keys.seal, the others go; restart
            The former seal is needed for backups of the database from before. docs/operations/seal.md tells more.
            """;

    private final PrintStream out;
    private final PrintStream err;

    private SealCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(new SealCommand(System.out, System.err).run(List.of(arguments)));
    }

    private int run(List<String> arguments) {
        String command = arguments.isEmpty() ? "--help" : arguments.getFirst();
        List<String> options = arguments.subList(Math.min(1, arguments.size()), arguments.size());
        if (arguments.contains("--help") || arguments.contains("-h") || arguments.isEmpty()) {
            out.print(HELP);
            return 0;
        }
        try {
            return switch (command) {
                case "status" -> withDatabase(this::status);
                case "make" -> make();
                case "reseal" -> reseal(options);
                default -> misused("No command is called '" + command + "'.");
            };
        } catch (SealException | TokenAwayException e) {
            err.println("seal: " + e.getMessage());
            return 1;
        } catch (StoreException e) {
            err.println(
                    Outage.causes(e)
                            ? "seal: The database does not answer (quarkus.datasource.jdbc.url); run the same command again."
                            : "seal: The database (quarkus.datasource.jdbc.url) answers, but not as that of this version of key-service: "
                                    + Outage.reason(e));
            return 1;
        }
    }

    private int misused(String why) {
        err.println("seal: " + why + " 'seal --help' tells what there is.");
        return 2;
    }

    private int make() {
        try (Seal made = other(SealSettings.read()).make()) {
            out.println("Made: " + made.name() + ", key " + made.keyId() + ". Nothing is under it yet.");
            return 0;
        }
    }

    private int status(Sql sql, SealLedger ledger, SealSettings settings) {
        List<SealLedger.Known> known = ledger.known();
        Reseal reseal = new Reseal(sql, ledger, 1);
        for (ConfiguredSeal configured : settings.all()) {
            try (Seal seal = configured.open()) {
                boolean current = !known.isEmpty() && known.getFirst().keyId().equals(seal.keyId());
                out.println(configured.prefix() + ": " + seal.name() + ", key " + seal.keyId() + ", "
                        + reseal.waiting(seal.keyId()) + " instance keys" + (current ? ", in use" : ""));
            } catch (SealException e) {
                out.println(configured.prefix() + ": " + e.getMessage());
            }
        }
        known.forEach(each -> out.println("database: needs key " + each.keyId() + ", " + reseal.waiting(each.keyId())
                + " instance keys under it"));
        return 0;
    }

    private int reseal(List<String> options) {
        boolean back = false;
        int chunk = 100;
        for (int i = 0; i < options.size(); i++) {
            switch (options.get(i)) {
                case "--back" -> back = true;
                case "--chunk" -> {
                    Optional<Integer> given = number(options, ++i);
                    if (given.isEmpty()) {
                        return misused("--chunk takes a number from 1 to 9999.");
                    }
                    chunk = given.get();
                }
                default -> {
                    return misused("'reseal' has no option '" + options.get(i) + "'.");
                }
            }
        }
        boolean toFirst = back;
        int size = chunk;
        return withDatabase((sql, ledger, settings) -> reseal(sql, ledger, settings, toFirst, size));
    }

    private int reseal(Sql sql, SealLedger ledger, SealSettings settings, boolean toFirst, int chunk) {
        List<Seal> seals = new ArrayList<>();
        try {
            Seal target = opened(toFirst ? settings.first() : other(settings), seals);
            opened(toFirst ? other(settings) : settings.first(), seals);
            ledger.requireAll(seals);
            out.println("Moving to " + target.name() + ", key " + target.keyId());
            Reseal.Outcome outcome = new Reseal(sql, ledger, chunk)
                    .moveTo(target, seals, (done, total) -> out.println(done + " of " + total + " instance keys"));
            if (!outcome.damaged().isEmpty()) {
                err.println(
                        "seal: These instances' keys do not open and were left under the former seal, which is still "
                                + "needed: " + String.join(", ", outcome.damaged()));
                return 1;
            }
            out.println("Done: " + outcome.moved() + " instance keys moved, with " + outcome.signing()
                    + " that sign watermarks, and none is under another seal. Backups of the database from "
                    + "before need the former seal.");
            return 0;
        } finally {
            seals.forEach(Seal::close);
        }
    }

    private static Seal opened(ConfiguredSeal configured, List<Seal> into) {
        Seal seal = configured.open();
        into.add(seal);
        return seal;
    }

    private static ConfiguredSeal other(SealSettings settings) {
        return settings.other()
                .orElseThrow(() -> new SealException(
                        "There is no second seal in the configuration: claviger.keys.seal.other.kind and its settings name "
                                + "it.",
                        null));
    }

    private static Optional<Integer> number(List<String> options, int at) {
        return at < options.size() && options.get(at).matches("[1-9][0-9]{0,3}")
                ? Optional.of(Integer.valueOf(options.get(at)))
                : Optional.empty();
    }

    /** Something that needs the database. */
    private interface Work {
        int run(Sql sql, SealLedger ledger, SealSettings settings);
    }

    private int withDatabase(Work work) {
        SealSettings settings = SealSettings.read();
        try (var database = settings.database()) {
            Sql sql = new Sql(database);
            return work.run(sql, new SealLedger(sql, Clock.systemUTC()), settings);
        }
    }
}
