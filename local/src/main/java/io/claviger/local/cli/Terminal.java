package io.claviger.local.cli;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.CharsetEncoder;

/** How to write to whoever is watching: colours and a line that changes only for a person at a terminal. */
final class Terminal {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private final boolean colours;
    private final boolean symbols;

    Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colours) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
        this.colours = colours;
        CharsetEncoder encoder = out.charset().newEncoder();
        this.symbols = encoder.canEncode('✓') && encoder.canEncode('…');
    }

    /** NO_COLOR is the convention of no-color.org: set to anything, it means none. */
    static Terminal system() {
        Console console = System.console();
        boolean interactive = console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
        String noColour = System.getenv("NO_COLOR");
        return new Terminal(
                System.out, System.err, interactive, interactive && (noColour == null || noColour.isEmpty()));
    }

    PrintStream out() {
        return out;
    }

    boolean colours() {
        return colours;
    }

    boolean interactive() {
        return interactive;
    }

    void line(String text) {
        clear();
        out.println(text);
        out.flush();
    }

    /** Replaced by whatever is written next; nothing where lines cannot be taken back. */
    void passing(String text) {
        if (interactive) {
            out.print("\r\033[K" + text);
            out.flush();
        }
    }

    void error(String text) {
        clear();
        err.println(paint("31", "claviger: ") + text);
        err.flush();
    }

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("31", text);
    }

    String strong(String text) {
        return paint("1", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    String tick() {
        return good(symbols ? "✓" : "ok");
    }

    String warning() {
        return bad("!");
    }

    String dots() {
        return symbols ? "…" : "...";
    }

    private void clear() {
        if (interactive) {
            out.print("\r\033[K");
        }
    }

    private String paint(String code, String text) {
        return colours ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
