package io.confab.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever is written on one side is read on the other, however the network cuts it. */
class RandomMessagesTest {

    private static final int RUNS = 200;
    private static final int MOST_MESSAGES = 12;

    @AfterEach
    void leavesNothingBehind() {
        LeakPresenceDetector.check();
    }

    @Test
    void everyCommandReachesTheServer() {
        Seeds.check(RUNS, random -> {
            try (CodecChannel client = CodecChannel.client();
                    CodecChannel server = CodecChannel.server()) {
                RandomMessages messages = new RandomMessages(random);
                travels(random, messages::command, client, server);
            }
        });
    }

    @Test
    void everyReplyAndEventReachesTheClient() {
        Seeds.check(RUNS, random -> {
            try (CodecChannel client = CodecChannel.client();
                    CodecChannel server = CodecChannel.server()) {
                RandomMessages messages = new RandomMessages(random);
                travels(random, messages::serverMessage, server, client);
            }
        });
    }

    private static void travels(Random random, Supplier<Message> messages, CodecChannel from, CodecChannel to) {
        List<Message> written = new ArrayList<>();
        for (int i = random.nextInt(MOST_MESSAGES); i >= 0; i--) {
            Message message = messages.get();
            written.add(message);
            from.channel().write(message);
            if (random.nextInt(4) == 0) {
                from.channel().flush();
            }
        }
        from.channel().flush();
        for (byte[] bytes : from.sent()) {
            RandomSegments.receive(random, bytes, to);
        }
        List<Message> read = to.messages();
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
        assertThat(read).extracting(Object::getClass).isEqualTo(classes(written));
    }

    private static List<? extends Class<?>> classes(List<Message> messages) {
        return messages.stream().map(Object::getClass).toList();
    }
}
