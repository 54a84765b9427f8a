package io.confab.session;

import io.confab.codec.JoinResult;

/**
 * A membership that has begun; nothing is delivered before {@link Member#activate}.
 *
 * @param result what the client is told
 */
public record Joined(Member member, JoinResult result) {}
