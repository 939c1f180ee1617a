package io.claviger.masters.api;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The resource group that a cluster is in when its order names none. */
@ApplicationScoped
class ResourceGroups {

    private final String defaultId;

    ResourceGroups(
            @ConfigProperty(name = "claviger.default-resource-group", defaultValue = "default") String defaultId) {
        this.defaultId = defaultId;
    }

    String orDefault(String id) {
        return id.isEmpty() ? defaultId : id;
    }

    /** Groups are not looked up elsewhere: only the default one has a name of its own. */
    String name(String id) {
        return id.equals(defaultId) ? "Default" : id;
    }
}
