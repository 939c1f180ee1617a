package io.claviger.keys.wrapping.edge;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.Base64Secret;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.edge.Payload;
import io.claviger.keys.wrapping.Batches.Item;
import io.claviger.keys.wrapping.rules.AdditionalData;
import io.claviger.keys.wrapping.rules.Wrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a wrap, alone or in a batch. Additional data is any text that JSON can write, as on the short way: it is never
 * stored, so it need not be storable.
 */
record WrapBody(
        @Nullable Base64Secret plaintext,

        @JsonDeserialize(contentUsing = StringDeserializer.class) @Nullable
        List<@Nullable String> aad) {

    /** Any data key and most small secrets; the contract leaves the limit open (key-protect-api.md 3.3). */
    static final int LARGEST_PLAINTEXT = 65_536;

    /** The receiver closes it. The text is wiped here, whatever becomes of it. */
    Item.Wrap read() {
        SecretBytes dataKey = Payload.decode("plaintext", plaintext);
        return dataKey == null ? wrap(null) : Wrapped.beside(dataKey, () -> wrap(dataKey));
    }

    private Item.Wrap wrap(@Nullable SecretBytes dataKey) {
        if (dataKey != null && dataKey.length() > LARGEST_PLAINTEXT) {
            throw Refusal.field("plaintext", "The field 'plaintext' may hold at most " + LARGEST_PLAINTEXT + " bytes.")
                    .asException();
        }
        return new Item.Wrap(dataKey, AdditionalData.of(aad));
    }
}
