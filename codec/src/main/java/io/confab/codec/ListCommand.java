package io.confab.codec;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Ask which sessions and accounts there are, or for the members of one session.
 *
 * @param session empty for all
 * @param after   only names after this one, in the order of {@link String#compareTo}; null for the first page
 * @param limit   at most this many names, positive; null for as many as fit
 */
public record ListCommand(
        int requestId,
        String source,
        String session,
        @Nullable String after,
        @Nullable Integer limit) implements Command {

    /** @throws IllegalArgumentException if the limit is not positive */
    public ListCommand {
        requireNonNull(source, "source");
        requireNonNull(session, "session");
        Json.checkPositive(limit, "limit");
    }

    @Override
    public MessageType type() {
        return MessageType.LIST;
    }
}
