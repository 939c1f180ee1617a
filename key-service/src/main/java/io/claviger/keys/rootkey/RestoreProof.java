package io.claviger.keys.rootkey;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.custody.Material;
import io.claviger.keys.importtoken.ImportTokens;
import io.claviger.keys.importtoken.rules.OwnMaterial;
import io.claviger.keys.instancepolicy.rules.CreateImportAccess;
import io.claviger.keys.instancepolicy.store.InstancePolicyStore;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.store.VersionStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The material of an imported root key, brought again to restore it: asked for where the instance enforces import tokens
 * (key-protect-api.md 4.2). It has to be what the key's current version was made of, since anything else would leave what
 * that version has wrapped unreadable (I7).
 */
@ApplicationScoped
class RestoreProof {

    private final InstancePolicyStore instancePolicies;
    private final ImportTokens tokens;
    private final VersionStore versions;
    private final Custody custody;

    RestoreProof(InstancePolicyStore instancePolicies, ImportTokens tokens, VersionStore versions, Custody custody) {
        this.instancePolicies = instancePolicies;
        this.tokens = tokens;
        this.versions = versions;
        this.custody = custody;
    }

    void require(Call call, Key key, Supplier<@Nullable OwnMaterial> own) {
        CreateImportAccess access = instancePolicies.access(call.instance().id());
        if (!access.enforceToken() || !key.traits().imported() || key.traits().extractable()) {
            return;
        }
        try (OwnMaterial brought = own.get()) {
            Refusal.throwIf(access.toBringMaterial(brought instanceof OwnMaterial.UnderToken));
            if (brought != null) {
                requireSame(call, key, brought);
            }
        }
    }

    private void requireSame(Call call, Key key, OwnMaterial brought) {
        Material current = versions.material(
                        call.instance().key(), key.id(), key.life().current().id())
                .orElseThrow();
        try (SecretBytes material = tokens.opened(call, brought)) {
            if (!custody.isMaterialOf(current, material)) {
                throw Refusal.field(
                                "payload",
                                "The material in 'payload' is not that of the current version of key " + key.id()
                                        + "; a restore changes no material.")
                        .asException();
            }
        }
    }
}
