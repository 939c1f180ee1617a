package io.claviger.masters.kubernetes.edge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.StoredChange;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.status.Status;
import io.claviger.masters.kubernetes.view.Accept;
import io.claviger.masters.kubernetes.view.IncludeObject;
import io.claviger.masters.kubernetes.view.Views;
import io.claviger.masters.kubernetes.watch.WatchSink;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A watch as clients read it: one JSON object per line. */
final class EventLines implements WatchSink {

    private final OutputStream out;
    private final Views views;
    private final Accept form;
    private final ObjectKind kind;
    private final IncludeObject include;

    EventLines(OutputStream out, Views views, Accept form, ObjectKind kind, IncludeObject include) {
        this.out = new BufferedOutputStream(out);
        this.views = views;
        this.form = form;
        this.kind = kind;
        this.include = include;
    }

    @Override
    public void event(StoredChange.Type type, KubeObject object) throws IOException {
        line(type.name(), views.one(form, object, include));
    }

    @Override
    public void bookmark(long version, boolean endsInitial) throws IOException {
        line("BOOKMARK", views.bookmark(form, kind, version, endsInitial));
    }

    void error(Status status) throws IOException {
        line("ERROR", status.json());
        flush();
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    private void line(String type, ObjectNode object) throws IOException {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", type);
        event.set("object", object);
        out.write(event.toString().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }
}
