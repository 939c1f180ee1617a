package io.claviger.iam.apikey;

/** What the record calls that which happens to API keys, whether a request or the configuration has it happen. */
public final class ApiKeyActions {

    public static final String CREATE = "iam-identity.apikey.create";
    public static final String DELETE = "iam-identity.apikey.delete";
    public static final String TYPE = "iam-identity/apikey";

    private ApiKeyActions() {}
}
