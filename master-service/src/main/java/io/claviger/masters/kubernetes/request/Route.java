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

    /** {@code /apis/apps}. */
    record Group(String group) implements Route {}

    /** {@code /api/v1}, {@code /apis/apps/v1}. @param group empty for the core */
    record Resources(String group) implements Route {}

    record OpenApiV2() implements Route {}

    /** How people get a token at an OpenShift cluster, and learn who they are there; elsewhere there is nothing of this. */
    sealed interface OfOpenShift extends Route {

        /** {@code /.well-known/oauth-authorization-server} (RFC 8414). */
        record OAuthServer() implements OfOpenShift {}

        /** {@code /oauth/authorize}. */
        record Authorize() implements OfOpenShift {}

        /** {@code /apis/user.openshift.io/v1/users/~}. */
        record WhoAmI() implements OfOpenShift {}
    }

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
            case "openapi/v2" -> new OpenApiV2();
            case ".well-known/oauth-authorization-server" -> new OfOpenShift.OAuthServer();
            case "oauth/authorize" -> new OfOpenShift.Authorize();
            case "apis/user.openshift.io/v1/users/~" -> new OfOpenShift.WhoAmI();
            default -> resource(segments);
        };
    }

    private static Route resource(List<String> segments) {
        boolean core = segments.size() >= 2 && segments.get(0).equals("api");
        boolean grouped = segments.size() >= 2
                && segments.get(0).equals("apis")
                && ObjectKind.groups().contains(segments.get(1));
        if (grouped && segments.size() == 2) {
            return new Group(segments.get(1));
        }
        int version = core ? 1 : 2;
        if ((!core && !grouped) || !segments.get(version).equals(ObjectKind.version())) {
            return new Unknown();
        }
        String group = core ? "" : segments.get(1);
        List<String> rest = segments.subList(version + 1, segments.size());
        return rest.isEmpty() ? new Resources(group) : objects(group, rest);
    }

    private static Route objects(String group, List<String> rest) {
        Optional<ObjectKind> first = ObjectKind.ofPlural(group, rest.get(0));
        if (rest.size() == 1) {
            return first.<Route>map(kind -> new Collection(kind, "")).orElseGet(Unknown::new);
        }
        if (!rest.get(0).equals(ObjectKind.NAMESPACE.plural())) {
            return new Unknown();
        }
        if (rest.size() == 2) {
            return first.<Route>map(kind -> new Single(new ObjectAddress(kind, "", rest.get(1))))
                    .orElseGet(Unknown::new);
        }
        Optional<ObjectKind> nested = ObjectKind.ofPlural(group, rest.get(2)).filter(ObjectKind::namespaced);
        if (nested.isEmpty() || rest.size() > 4) {
            return new Unknown();
        }
        return rest.size() == 3
                ? new Collection(nested.get(), rest.get(1))
                : new Single(new ObjectAddress(nested.get(), rest.get(1), rest.get(3)));
    }
}
