package io.confab.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What only this server knows, over restarts: the challenges of accounts that do not exist are made from it. Who has it can
 * find out which accounts exist, and nothing else.
 */
final class ServerSecret {

    static final String NAME = "server.secret";

    private static final Logger log = LoggerFactory.getLogger(ServerSecret.class);
    private static final int BYTES = 32;

    private ServerSecret() {}

    /** The secret in the data folder, made where it is missing; empty where it can be neither read nor written. */
    static Optional<byte[]> of(DataFolder data) {
        Path file = data.resolve(NAME);
        try {
            if (Files.notExists(file)) {
                byte[] secret = new byte[BYTES];
                new SecureRandom().nextBytes(secret);
                data.write(file, HexFormat.of().formatHex(secret) + "\n");
            }
            byte[] secret = HexFormat.of().parseHex(Files.readString(file).strip());
            if (secret.length == BYTES) {
                return Optional.of(secret);
            }
            log.warn("{}: {} bytes (expected: {}); using another until the next start", file, secret.length, BYTES);
        } catch (IOException | IllegalArgumentException | StartException e) {
            log.warn("{}: not usable, using another until the next start: {}", file, e.toString());
        }
        return Optional.empty();
    }
}
