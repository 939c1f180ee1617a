package io.claviger.system;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What must be nowhere, in every way in which programs write bytes down. */
final class Planted {

    private final Map<String, String> forms = new LinkedHashMap<>();
    private final List<String> found = new ArrayList<>();

    Planted add(String name, byte[] bytes) {
        forms.put(name + " as it is", latin(bytes));
        forms.put(name + " in hex", HexFormat.of().formatHex(bytes));
        forms.put(name + " in capital hex", HexFormat.of().withUpperCase().formatHex(bytes));
        String numbers = Arrays.toString(bytes);
        forms.put(name + " in numbers", numbers.substring(1, numbers.length() - 1));
        for (int before = 0; before < 3; before++) {
            String base64 = base64(bytes, before);
            forms.put(name + " in base64 behind " + before, base64);
            forms.put(
                    name + " in base64 for URLs behind " + before,
                    base64.replace('+', '-').replace('/', '_'));
        }
        return this;
    }

    /** What of the base64 is the same whatever stands around the bytes, with so many before them in their group of three. */
    private static String base64(byte[] bytes, int before) {
        byte[] behind = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, behind, before, bytes.length);
        String whole = Base64.getEncoder().withoutPadding().encodeToString(behind);
        return whole.substring((before * 8 + 5) / 6, behind.length * 8 / 6);
    }

    void search(String where, byte[] bytes) {
        String text = latin(bytes);
        forms.forEach((what, form) -> {
            if (text.contains(form)) {
                found.add(what + " in " + where);
            }
        });
    }

    List<String> found() {
        return found;
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
