package io.confab.authenticator.password;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;

/** Computes Argon2id, version 19. Thread-safe; blocks its thread for as long as the parameters ask for. */
@FunctionalInterface
interface Argon2Function {

    /** The function as Bouncy Castle computes it. */
    Argon2Function BOUNCY_CASTLE = (password, salt, parameters, length) -> {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new org.bouncycastle.crypto.params.Argon2Parameters.Builder(
                        org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_id)
                .withVersion(org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(parameters.memoryKiB())
                .withIterations(parameters.iterations())
                .withParallelism(parameters.parallelism())
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password, hash);
        return hash;
    };

    /**
     * @param password borrowed, not changed
     * @param length   bytes of hash wanted
     */
    byte[] compute(byte[] password, byte[] salt, Argon2Parameters parameters, int length);
}
