package io.claviger.keys.acknowledgement.edge;

import io.claviger.keys.acknowledgement.EventAcks;
import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.wire.Answers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Services tell that they have acted on a key's change. */
@Path("/api/v2/event_ack")
@RunOnVirtualThread
public class EventAckResource {

    private final Calls calls;
    private final EventAcks acks;

    EventAckResource(Calls calls, EventAcks acks) {
        this.calls = calls;
        this.acks = acks;
    }

    @POST
    public Response acknowledge(@BeanParam KeyRequest request, byte[] body) {
        return calls.answer(request, Operation.ACKNOWLEDGE, null, call -> {
            acks.acknowledge(call, request.sourceAccount(), EventAckBody.read(body));
            return Answers.empty(204);
        });
    }
}
