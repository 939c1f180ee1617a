package io.claviger.keys.wrapping.edge;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.Base64Secret;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.refusal.RefusedException;
import io.claviger.keys.rootkey.edge.Payload;
import io.claviger.keys.wrapping.Batches.Item;
import io.claviger.keys.wrapping.Ciphertexts;
import io.claviger.keys.wrapping.rules.AdditionalData;
import io.claviger.kit.web.JsonBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code {"items": […]}}: each item is the body of one wrap, unwrap or rewrap. */
record BatchBody(@Nullable List<@Nullable Entry> items) {

    private static final int MOST = 1000;

    record Entry(
            @Nullable Base64Secret plaintext,
            @Nullable String ciphertext,
            @Nullable List<@Nullable String> aad) {}

    /** Items that are no good are told so one by one; the whole is refused when it is no batch at all. */
    static List<Item> read(Operation operation, byte[] body) {
        List<@Nullable Entry> entries = JsonBody.read(body, BatchBody.class).items();
        if (entries == null || entries.size() > MOST) {
            throw Refusal.field("items", "The field 'items' is required: at most " + MOST + " entries.")
                    .asException();
        }
        return entries.stream().map(entry -> item(operation, entry)).toList();
    }

    private static Item item(Operation operation, @Nullable Entry entry) {
        try {
            if (entry == null) {
                throw Refusal.field("items", "An entry of 'items' must be an object.")
                        .asException();
            }
            List<String> aad = AdditionalData.of(entry.aad());
            return operation == Operation.WRAP
                    ? new Item.Wrap(plaintext(entry), aad)
                    : new Item.Open(Ciphertexts.read(entry.ciphertext()), aad);
        } catch (RefusedException e) {
            return new Item.Malformed(e.refusal());
        }
    }

    private static @Nullable SecretBytes plaintext(Entry entry) {
        SecretBytes plaintext = Payload.decode("plaintext", entry.plaintext());
        if (plaintext != null && plaintext.length() > WrappingResource.LARGEST_PLAINTEXT) {
            plaintext.close();
            throw WrappingResource.tooLarge();
        }
        return plaintext;
    }
}
