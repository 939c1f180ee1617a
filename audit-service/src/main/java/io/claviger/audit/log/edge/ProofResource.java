package io.claviger.audit.log.edge;

import io.claviger.audit.log.store.PublishedLog;
import io.claviger.audit.merkle.Hash;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** Proofs for people with a checkpoint and no wish to fetch tiles. Hashes are standard base64. */
@Path("/claviger/v1/audit/log/proof")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ProofResource {

    private final PublishedLog log;

    public ProofResource(PublishedLog log) {
        this.log = log;
    }

    public sealed interface Proof {

        /** @param proof audit path, lowest first (RFC 6962, section 2.1.1) */
        record Inclusion(long index, long size, String leafHash, String rootHash, List<String> proof)
                implements Proof {}

        /** @param proof as RFC 6962, section 2.1.2 has it */
        record Consistency(long first, long second, String firstRoot, String secondRoot, List<String> proof)
                implements Proof {}
    }

    @GET
    public Proof proof(@Context UriInfo uri) {
        Query query = new Query(uri.getQueryParameters());
        if (query.has("first")) {
            query.allowOnly("first", "second");
            return consistency(query, log.size());
        }
        query.allowOnly("index", "size");
        return inclusion(query, log.size());
    }

    private Proof inclusion(Query query, long signed) {
        long index = query.required("index", 0, Long.MAX_VALUE);
        long size = query.optional("size", 1, Long.MAX_VALUE).orElse(signed);
        requireSigned("size", size, signed);
        requireSigned("index", index + 1, signed);
        if (index >= size) {
            throw Query.refusal("index", "A tree of " + size + " leaves has no index " + index + ".");
        }
        PublishedLog.Inclusion found = log.inclusion(index, size);
        return new Proof.Inclusion(
                index, size, found.leaf().base64(), found.root().base64(), base64(found.path()));
    }

    private Proof consistency(Query query, long signed) {
        long first = query.required("first", 0, Long.MAX_VALUE);
        long second = query.optional("second", 0, Long.MAX_VALUE).orElse(signed);
        requireSigned("second", second, signed);
        requireSigned("first", first, signed);
        if (first > second) {
            throw Query.refusal("first", "'first' must not be larger than 'second'.");
        }
        PublishedLog.Consistency found = log.consistency(first, second);
        return new Proof.Consistency(
                first, second, found.firstRoot().base64(), found.secondRoot().base64(), base64(found.path()));
    }

    private static void requireSigned(String name, long size, long signed) {
        // An index of 2^63-1 makes the size it needs overflow.
        if (size < 0 || size > signed) {
            throw new ProblemException(new Problem(
                    404,
                    Problem.Kind.QUERY_PARAMETER,
                    "The newest checkpoint has " + signed + " leaves; this needs more.",
                    name));
        }
    }

    private static List<String> base64(List<Hash> hashes) {
        return hashes.stream().map(Hash::base64).toList();
    }
}
