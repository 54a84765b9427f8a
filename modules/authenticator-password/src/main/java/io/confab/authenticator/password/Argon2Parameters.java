package io.confab.authenticator.password;

/**
 * What one Argon2id hash costs. The upper limits keep a single credential, which anyone who can write to the account
 * store chooses, from taking the server's memory or a thread for long.
 *
 * @param memoryKiB   KiB of memory; 8 for each lane to {@value #MAX_MEMORY_KIB}
 * @param iterations  passes over the memory; at least 1, and all passes together fill at most {@value #MAX_FILLED_KIB} KiB
 * @param parallelism lanes; 1 to {@value #MAX_PARALLELISM}
 */
public record Argon2Parameters(int memoryKiB, int iterations, int parallelism) {

    /** The most memory a hash may take: 256 MiB. */
    public static final int MAX_MEMORY_KIB = 262_144;

    /** The most KiB that all passes together may fill: 1 GiB, one to two seconds on common hardware. */
    public static final int MAX_FILLED_KIB = 1_048_576;

    /** The most lanes. */
    public static final int MAX_PARALLELISM = 16;

    /** What OWASP's password storage cheat sheet asks for: 19 MiB, two passes, one lane. */
    public static final Argon2Parameters OWASP = new Argon2Parameters(19_456, 2, 1);

    /** @throws IllegalArgumentException if a value is outside its limits */
    public Argon2Parameters {
        if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
            throw new IllegalArgumentException(
                    "parallelism: " + parallelism + " (expected: 1 to " + MAX_PARALLELISM + ")");
        }
        if (memoryKiB < 8 * parallelism || memoryKiB > MAX_MEMORY_KIB) {
            throw new IllegalArgumentException(
                    "memory: " + memoryKiB + " KiB (expected: " + 8 * parallelism + " to " + MAX_MEMORY_KIB + ")");
        }
        int mostIterations = MAX_FILLED_KIB / memoryKiB;
        if (iterations < 1 || iterations > mostIterations) {
            throw new IllegalArgumentException("iterations: " + iterations + " (expected: 1 to " + mostIterations
                    + " with " + memoryKiB + " KiB of memory)");
        }
    }
}
