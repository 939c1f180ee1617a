package io.claviger.masters.api;

import io.claviger.kit.caller.Caller;

/**
 * What every call says about itself in its headers.
 *
 * @param account to work in
 * @param resourceGroup named by the caller; empty for none, which is what an empty header means too
 * @param token the caller's access token as it came; never logged
 */
record Call(Caller caller, String account, String resourceGroup, String token) {

    @Override
    public String toString() {
        return "Call[" + caller.iamId() + " in " + account + "]";
    }
}
