package io.confab.log.sqlite;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much is kept of direct messages that their recipients do not have yet.
 *
 * @param count how many for each recipient; beyond, further ones are refused; positive
 * @param age   older ones are taken away; zero for no bound
 */
public record MailboxLimits(int count, Duration age) {

    /** A thousand for each recipient, for 30 days. */
    public static final MailboxLimits DEFAULT = new MailboxLimits(1000, Duration.ofDays(30));

    /** @throws IllegalArgumentException if a bound is out of its range */
    public MailboxLimits {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " (expected: 1 or more)");
        }
        if (requireNonNull(age, "age").isNegative()) {
            throw new IllegalArgumentException("age: " + age + " (expected: zero or more)");
        }
    }
}
