package io.confab.log.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.Mailbox;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of earlier versions, {@code version-1.db} written by the server of that time, are taken up as they are. */
class MigrationTest {

    private static final long CREATED = 1_700_000_000_000L;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void copy() throws Exception {
        file = folder.resolve("messages.db");
        try (InputStream old = Objects.requireNonNull(MigrationTest.class.getResourceAsStream("version-1.db"))) {
            Files.copy(old, file);
        }
    }

    @Test
    void keepsWhatVersion1HasWritten() throws Exception {
        SessionDescription lab = new SessionDescription("lab", "jill", Durability.SYNCED, "tea", 12, CREATED);
        for (int i = 0; i < 2; i++) {
            try (SqliteLog log = SqliteLog.open(file)) {
                assertThat(log.sessions().toCompletableFuture().join()).containsExactly(lab);
                SessionLog opened = log.open(lab).toCompletableFuture().join();
                assertThat(opened.head()).isEqualTo(CREATED * 1000 + 2);
                assertThat(opened.read(0, Long.MAX_VALUE, 10, 1000, false)
                                .toCompletableFuture()
                                .join())
                        .extracting(message -> new String(message.data(), UTF_8))
                        .containsExactly("one", "two");
                assertThat(Objects.requireNonNull(opened.find("jack", new UUID(7, 8)))
                                .toCompletableFuture()
                                .join())
                        .extracting(LoggedMessage::sequence)
                        .isEqualTo(CREATED * 1000 + 1);
                assertThat(log.tokens().find(new byte[32]).toCompletableFuture().join())
                        .isNotNull();
            }
        }
    }

    @Test
    void hasRoomForWhatIsNew() throws Exception {
        try (SqliteLog log = SqliteLog.open(file)) {
            Mailbox mailbox = log.mailbox(MailboxLimits.DEFAULT);
            mailbox.keep("jack", "jill", System.currentTimeMillis(), null, "psst")
                    .toCompletableFuture()
                    .join();
            assertThat(mailbox.read("jack", 0, 10, 1000).toCompletableFuture().join())
                    .hasSize(1);
            log.readPositions().note("jack", "lab", CREATED * 1000 + 1);
        }
        try (SqliteLog log = SqliteLog.open(file)) {
            assertThat(log.readPositions()
                            .positions("jack")
                            .toCompletableFuture()
                            .join())
                    .hasEntrySatisfying("lab", position -> {
                        assertThat(position.read()).isEqualTo(CREATED * 1000 + 1);
                        assertThat(position.head()).isEqualTo(CREATED * 1000 + 2);
                    });
        }
    }

    @Test
    void canBeLookedAtWithoutBeingTakenUp() throws Exception {
        try (LogFile look = LogFile.open(file)) {
            assertThat(look.sessions()).hasSize(1);
            assertThat(look.mailboxes()).isEmpty();
            look.verify(problem -> assertThat(problem).isNull());
            look.readDirects("jack", message -> {}, corrupt -> {});
        }
        assertThat(List.of(Objects.requireNonNull(folder.toFile().list()))).contains("messages.db");
    }
}
