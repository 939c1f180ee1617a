package io.claviger.masters.kubernetes.request;

import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.object.ObjectKind;
import java.util.List;
import java.util.Optional;

/** What a path below the cluster's own names. */
public sealed interface Route {

    record Version() implements Route {}

    /** {@code /api}. */
    record Core() implements Route {}

    /** {@code /apis}. */
    record Groups() implements Route {}

    /** {@code /api/v1}. */
    record Resources() implements Route {}

    record OpenApiV2() implements Route {}

    /** @param namespace empty for the whole cluster */
    record Collection(ObjectKind kind, String namespace) implements Route {}

    record Single(ObjectAddress address) implements Route {}

    record Unknown() implements Route {}

    /** @param segments decoded, without empty ones at the end */
    static Route parse(List<String> segments) {
        return switch (String.join("/", segments)) {
            case "version" -> new Version();
            case "api" -> new Core();
            case "apis" -> new Groups();
            case "api/v1" -> new Resources();
            case "openapi/v2" -> new OpenApiV2();
            default -> resource(segments);
        };
    }

    private static Route resource(List<String> segments) {
        if (segments.size() < 3
                || !segments.get(0).equals("api")
                || !segments.get(1).equals("v1")) {
            return new Unknown();
        }
        List<String> rest = segments.subList(2, segments.size());
        Optional<ObjectKind> first = ObjectKind.ofPlural(rest.get(0));
        if (rest.size() == 1 && first.isPresent()) {
            return new Collection(first.get(), "");
        }
        if (first.isEmpty() || first.get() != ObjectKind.NAMESPACE) {
            return new Unknown();
        }
        if (rest.size() == 2) {
            return new Single(new ObjectAddress(ObjectKind.NAMESPACE, "", rest.get(1)));
        }
        Optional<ObjectKind> nested = ObjectKind.ofPlural(rest.get(2)).filter(ObjectKind::namespaced);
        if (nested.isEmpty() || rest.size() > 4) {
            return new Unknown();
        }
        return rest.size() == 3
                ? new Collection(nested.get(), rest.get(1))
                : new Single(new ObjectAddress(nested.get(), rest.get(1), rest.get(3)));
    }
}
