package io.confab.codec;

import org.jspecify.annotations.Nullable;

/**
 * The JSON of a {@code LOGIN}: what the mechanisms have that Confab knows itself.
 *
 * @param mechanism {@link #PLAIN}, {@link #TOKEN}, {@link #BEARER}, or another
 * @param password  for {@link #PLAIN}
 * @param resumable for {@link #PLAIN}: whether a token is wanted, for logins to come
 * @param token     for {@link #TOKEN}: what {@link LoginResult} gave; for {@link #BEARER}: that of the application
 * @param data      for a mechanism of several steps, such as {@code SCRAM-SHA-256}: what the client says in this one, in base64
 * @param receipts  whether this client says with {@link ReadCommand} which direct messages it has, so that they are kept for it
 *                  until then
 */
public record LoginDetails(
        @Nullable String mechanism,
        @Nullable String password,
        @Nullable Boolean resumable,
        @Nullable String token,
        @Nullable String data,
        @Nullable Boolean receipts) {

    /** Of a mechanism that takes one step, without receipts. */
    public LoginDetails(
            @Nullable String mechanism,
            @Nullable String password,
            @Nullable Boolean resumable,
            @Nullable String token) {
        this(mechanism, password, resumable, token, null, null);
    }

    /** A password, as in a {@code LOGIN} without JSON. */
    public static final String PLAIN = "plain";

    /** What an earlier login was given instead of a password. */
    public static final String TOKEN = "token";

    /**
     * What an application gave that logs its users in itself; without a token here, the one that came with the request that opened
     * the connection.
     */
    public static final String BEARER = "bearer";

    /** Leaves out what is secret. */
    @Override
    public String toString() {
        return "LoginDetails[mechanism=" + mechanism + ", resumable=" + resumable + "]";
    }
}
