package io.confab.server;

import io.confab.codec.AnnouncementEvent;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells many clients something, some hundred in each task of their event loop, so that these get to other things in
 * between. Who does not read what it is sent is passed over.
 */
final class Announcement {

    private static final int AT_ONCE = 500;

    private final AnnouncementEvent event;
    private final Map<EventLoop, List<Channel>> waiting = new HashMap<>();
    private int told;

    Announcement(AnnouncementEvent event) {
        this.event = event;
    }

    /** @return how many clients are told; on any thread */
    int to(Iterable<Channel> clients) {
        for (Channel client : clients) {
            List<Channel> batch = waiting.computeIfAbsent(client.eventLoop(), eventLoop -> new ArrayList<>());
            batch.add(client);
            told++;
            if (batch.size() == AT_ONCE) {
                send(client.eventLoop(), List.copyOf(batch));
                batch.clear();
            }
        }
        waiting.forEach(this::send);
        return told;
    }

    private void send(EventLoop eventLoop, List<Channel> clients) {
        eventLoop.execute(() -> {
            for (Channel client : clients) {
                if (client.isWritable()) {
                    client.writeAndFlush(event, client.voidPromise());
                }
            }
        });
    }
}
