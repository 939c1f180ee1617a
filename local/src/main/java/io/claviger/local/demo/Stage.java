package io.claviger.local.demo;

import java.io.PrintStream;
import java.util.Arrays;

/** Where the story is told: chapters, facts with their measured time, quotations from the system. */
public final class Stage {

    private static final int WIDTH = 78;
    private static final int INDENT = 5;

    private final PrintStream out;
    private final boolean colours;

    public Stage(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    void title(String text) {
        out.println();
        out.println(paint("1", "  " + text));
    }

    void chapter(int number, String text) {
        out.println();
        out.println(" " + paint("1;36", "%2d".formatted(number)) + "  " + paint("1", text));
    }

    /** A thing that happened, and how long it took. */
    void fact(String what, double milliseconds) {
        String time = milliseconds < 1000 ? "%.0f ms".formatted(milliseconds) : "%.2f s".formatted(milliseconds / 1000);
        int dots = Math.max(2, WIDTH - INDENT - what.length() - time.length() - 2);
        out.println(" ".repeat(INDENT) + what + " " + paint("2", ".".repeat(dots)) + " " + paint("32", time));
    }

    void fact(String what) {
        out.println(" ".repeat(INDENT) + what);
    }

    void number(String what, double milliseconds) {
        out.println(" ".repeat(INDENT) + paint("1;33", "%.1f ms".formatted(milliseconds)) + "  " + what);
    }

    /** The system's own words, wrapped. */
    void quote(String text) {
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > WIDTH - INDENT - 2 && !line.isEmpty()) {
                quoted(line);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        quoted(line);
    }

    private void quoted(StringBuilder line) {
        out.println(" ".repeat(INDENT) + paint("2", "│ ") + paint("35", line.toString()));
        line.setLength(0);
    }

    void row(String... cells) {
        int[] widths = {14, 46, 9, 30};
        StringBuilder row = new StringBuilder(" ".repeat(INDENT));
        for (int i = 0; i < cells.length; i++) {
            row.append(("%-" + widths[i] + "s").formatted(cells[i])).append(' ');
        }
        String text = row.toString().stripTrailing();
        out.println(Arrays.asList(cells).contains("failure") ? paint("31", text) : text);
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
