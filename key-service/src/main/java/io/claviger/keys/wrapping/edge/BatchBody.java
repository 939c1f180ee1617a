package io.claviger.keys.wrapping.edge;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import io.claviger.keys.custody.Base64Secret;
import io.claviger.keys.custody.Ciphertext;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.refusal.RefusedException;
import io.claviger.keys.wrapping.Batches.Item;
import io.claviger.keys.wrapping.Ciphertexts;
import io.claviger.keys.wrapping.rules.AdditionalData;
import io.claviger.kit.web.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code {"items": […]}}: each item is the body of one wrap, unwrap or rewrap. */
record BatchBody(@Nullable List<@Nullable Entry> items) {

    private static final int MOST = 1000;

    record Entry(
            @Nullable Base64Secret plaintext,
            @Nullable String ciphertext,

            @JsonDeserialize(contentUsing = StringDeserializer.class) @Nullable
            List<@Nullable String> aad) {}

    /** Items that are no good are told so one by one; the whole is refused when it is no batch at all. */
    static List<Item> read(Operation operation, byte[] body) {
        List<Item> usual = usual(operation, body);
        return usual != null ? usual : JsonBody.read(body, BatchBody.class).items(operation);
    }

    /** Null when there is anything in it that has to be looked at twice. */
    private static @Nullable List<Item> usual(Operation operation, byte[] body) {
        List<UseBody> bodies = UseBody.readAll(body, MOST).orElse(null);
        if (bodies == null) {
            return null;
        }
        List<Item> items = new ArrayList<>(bodies.size());
        for (UseBody each : bodies) {
            Item item = item(operation, each);
            if (item == null) {
                bodies.forEach(UseBody::close);
                return null;
            }
            items.add(item);
        }
        return items;
    }

    private static @Nullable Item item(Operation operation, UseBody body) {
        Ciphertext ciphertext = body.ciphertext();
        if (operation == Operation.WRAP) {
            return ciphertext == null ? new Item.Wrap(body.plaintext(), body.aad()) : null;
        }
        return ciphertext == null || body.plaintext() != null ? null : new Item.Open(ciphertext, body.aad());
    }

    /** The receiver closes them. Texts are wiped here, also those that nobody decodes. */
    List<Item> items(Operation operation) {
        try {
            if (items == null || items.size() > MOST) {
                throw Refusal.field("items", "The field 'items' is required: at most " + MOST + " entries.")
                        .asException();
            }
            return items.stream().map(entry -> item(operation, entry)).toList();
        } finally {
            wipeTexts();
        }
    }

    private void wipeTexts() {
        if (items != null) {
            items.stream()
                    .filter(Objects::nonNull)
                    .map(Entry::plaintext)
                    .filter(Objects::nonNull)
                    .forEach(Base64Secret::close);
        }
    }

    private static Item item(Operation operation, @Nullable Entry entry) {
        try {
            if (entry == null) {
                throw Refusal.field("items", "An entry of 'items' must be an object.")
                        .asException();
            }
            return operation == Operation.WRAP
                    ? new WrapBody(entry.plaintext(), entry.aad()).read()
                    : new Item.Open(Ciphertexts.read(entry.ciphertext()), AdditionalData.of(entry.aad()));
        } catch (RefusedException e) {
            return new Item.Malformed(e.refusal());
        }
    }
}
