package io.confab.testkit;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Random;

/**
 * A source of random test input that knows its seed, so that what failed can be repeated. Tests take one as a
 * parameter, see {@link SeededRandomExtension}.
 */
public final class SeededRandom extends Random {

    /** The system property that fixes the seed of every test: {@value}. */
    public static final String PROPERTY = "confab.seed";

    private static final long serialVersionUID = 1L;
    private static final String NAME_CHARACTERS = "abcXYZ019._-#@+";
    private static final List<String> AWKWARD_CHARACTERS = List.of(
            "\"", ",", ";", "#", " ", "\t", "'", "\\", "$", "=", "é", "ß", "会", "\uD83D\uDE00", "\u00A0", "\u2028");

    private final long seed;

    public SeededRandom(long seed) {
        super(seed);
        this.seed = seed;
    }

    /** The seed that repeats everything this instance gave. */
    public long seed() {
        return seed;
    }

    /** Gives a number from {@code least} to {@code most}, both included. */
    public int between(int least, int most) {
        return least + nextInt(most - least + 1);
    }

    /** Gives between 0 and {@code most} bytes of any value. */
    public byte[] bytes(int most) {
        byte[] bytes = new byte[between(0, most)];
        nextBytes(bytes);
        return bytes;
    }

    /** Gives one of the values, each as likely as the others. */
    public <T> T oneOf(List<T> values) {
        return requireNonNull(values.get(nextInt(values.size())));
    }

    /** Gives a valid name for an account or a session, short enough to come twice now and then. */
    public String name() {
        StringBuilder name = new StringBuilder();
        for (int left = between(1, 6); left > 0; left--) {
            name.append(NAME_CHARACTERS.charAt(nextInt(NAME_CHARACTERS.length())));
        }
        return name.toString();
    }

    /**
     * Gives one line of text of 1 to {@code most} code points, rich in what parsers stumble over: quotes, delimiters,
     * spaces at the ends, characters outside ASCII and outside the basic plane.
     */
    public String line(int most) {
        StringBuilder line = new StringBuilder();
        for (int left = between(1, most); left > 0; left--) {
            if (nextBoolean()) {
                line.append((char) between('!', '~'));
            } else {
                line.append(oneOf(AWKWARD_CHARACTERS));
            }
        }
        return line.toString();
    }
}
