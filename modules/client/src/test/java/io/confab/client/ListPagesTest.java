package io.confab.client;

import static io.confab.client.ConfabClientTest.assertFailed;
import static io.confab.client.ConfabClientTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.NakCode;
import io.confab.codec.Ack;
import io.confab.codec.ListCommand;
import io.confab.codec.ListResult;
import io.confab.codec.Nak;
import io.netty.util.LeakPresenceDetector;
import java.net.ProtocolException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListPagesTest {

    private final FakeServer server = new FakeServer(new RecordingListener());
    private final ConfabClient client = server.client();

    @AfterEach
    void leavesNothingBehind() {
        server.finish();
        LeakPresenceDetector.check();
    }

    @Test
    void isDoneWithOnePage() {
        CompletableFuture<ListResult> all = client.list();
        answer("", null, page(false, List.of("lobby"), List.of("jack", "jill")));

        assertThat(all).isCompletedWithValue(page(false, List.of("lobby"), List.of("jack", "jill")));
        assertThat(server.receive()).isNull();
    }

    @Test
    void goesOnAfterTheGreaterOfTheLastNamesAndMergesThePages() {
        CompletableFuture<ListResult> all = client.list();
        answer("", null, page(true, List.of("a", "c"), List.of("b")));
        answer("", "c", page(true, List.of("d"), List.of("e", "f")));
        answer("", "f", page(true, List.of(), List.of("g")));
        assertThat(all).isNotDone();
        answer("", "g", page(false, List.of("h"), List.of()));

        assertThat(all).isCompletedWithValue(page(false, List.of("a", "c", "d", "h"), List.of("b", "e", "f", "g")));
    }

    @Test
    void goesOnAfterTheLastMemberOfTheSessionThatWasAskedFor() {
        CompletableFuture<ListResult> all = client.list("lobby");
        answer("lobby", null, page(true, List.of("lobby"), List.of("a", "b")));
        answer("lobby", "b", page(false, List.of("lobby"), List.of("c")));

        assertThat(all).isCompletedWithValue(page(false, List.of("lobby"), List.of("a", "b", "c")));
    }

    @Test
    void goesOnAfterTheSessionThatWasAskedForIfAPageNamesNobodyElse() {
        client.list("lobby");
        answer("lobby", null, page(true, List.of("lobby"), List.of()));
        answer("lobby", "lobby", page(false, List.of(), List.of("z")));

        assertThat(server.receive()).isNull();
    }

    @Test
    void failsWithTheRefusalOfAnyPage() {
        CompletableFuture<ListResult> all = client.list();
        answer("", null, page(true, List.of("a"), List.of()));
        server.send(new Nak(server.receive(ListCommand.class).requestId(), NakCode.RATE_LIMITED, "slower"));

        assertRefused(all, NakCode.RATE_LIMITED, "slower");
    }

    @Test
    void failsRatherThanAskForTheSamePageForEver() {
        CompletableFuture<ListResult> all = client.list();
        answer("", null, page(true, List.of("a"), List.of()));
        answer("", "a", page(true, List.of("a"), List.of()));

        assertFailed(
                all,
                ProtocolException.class,
                "LIST: unreadable reply: more after a, but a page up to a (expected: a later name)");
        assertThat(server.receive()).isNull();
    }

    @Test
    void failsRatherThanGoOnAfterAnEmptyPage() {
        CompletableFuture<ListResult> all = client.list();
        answer("", null, page(true, List.of(), List.of()));

        assertThat(all).isCompletedExceptionally();
        assertThat(server.receive()).isNull();
    }

    @Test
    void stopsAfterManyPagesAndSaysThatThereAreMore() throws Exception {
        CompletableFuture<ListResult> all = client.list();
        @Nullable String after = null;
        for (int i = 0; i < ListPages.MAX_PAGES; i++) {
            String name = String.format("%05d", i);
            answer("", after, page(true, List.of(), List.of(name)));
            after = name;
        }

        assertThat(server.receive()).isNull();
        assertThat(all.get().users()).hasSize(ListPages.MAX_PAGES);
        assertThat(all.get().more()).isTrue();
    }

    private void answer(String session, @Nullable String after, ListResult page) {
        ListCommand command = server.receive(ListCommand.class);
        assertThat(command).isEqualTo(new ListCommand(command.requestId(), "", session, after, null));
        server.send(Ack.of(command.requestId(), page));
    }

    private static ListResult page(boolean more, List<String> sessions, List<String> users) {
        Stream<ListResult.Entry> entries = sessions.stream().map(name -> new ListResult.Entry(name, 1, null, null));
        return new ListResult(entries.toList(), users, more);
    }
}
