package io.confab.handlers;

import io.confab.api.Role;
import io.confab.codec.LoginResult;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What the authenticator, or who keeps the tokens, said.
 *
 * @param admitted whether the client is who it says it is; false with a challenge
 * @param result   what the client is told; null for nothing
 * @param resumes  whether the client was logged in before, and so takes the place of a connection it has lost
 * @param pending  what goes on with the client's answer to a challenge; null where the login is decided
 * @param role     what the account may do; null where it may not log in
 */
record Grant(
        boolean admitted,
        @Nullable LoginResult result,
        boolean resumes,
        @Nullable PendingLogin pending,
        @Nullable Role role) {

    static final Grant REFUSED = new Grant(false, null, false, null, null);

    static Grant admitted(@Nullable LoginResult result, boolean resumes) {
        return new Grant(true, result, resumes, null, null);
    }

    static Grant challenge(PendingLogin pending, byte[] data) {
        return new Grant(false, new LoginResult(null, null, base64(data), null, null), false, pending, null);
    }

    Grant with(@Nullable Role role) {
        if (role == null) {
            return REFUSED; // locked, say, since it was asked
        }
        LoginResult told = result == null
                ? null
                : new LoginResult(result.token(), result.expires(), null, result.data(), role.text());
        return new Grant(true, told, resumes, null, role);
    }

    static @Nullable String base64(byte[] data) {
        return data.length == 0 ? null : Base64.getEncoder().encodeToString(data);
    }
}
