package io.confab.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.Ack;
import io.confab.codec.ListResult;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListPageTest {

    private static final int FRAME = 1024;
    private static final int HEADER = 8;

    @Test
    void takesEverythingThatFits() {
        ListResult page = new ListPage(FRAME, 10)
                .merge(List.of(entry("b", null)).iterator(), List.of("a", "c").iterator());
        assertThat(page.sessions()).extracting(ListResult.Entry::name).containsExactly("b");
        assertThat(page.users()).containsExactly("a", "c");
        assertThat(page.more()).isFalse();
    }

    @Test
    void countsAnAccountAndASessionOfOneNameOnce() {
        ListResult page = new ListPage(FRAME, 1)
                .merge(List.of(entry("a", null)).iterator(), List.of("a").iterator());
        assertThat(page.sessions()).hasSize(1);
        assertThat(page.users()).containsExactly("a");
        assertThat(page.more()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"u", "\u00FC", "\u732B", "\uD83D\uDC08"})
    void fillsAFrameAndNeverMore(String letter) {
        List<String> users = IntStream.range(0, 500)
                .mapToObj(i -> letter.repeat(3) + (1000 + i))
                .toList();
        ListResult page =
                new ListPage(FRAME, 500).merge(List.<ListResult.Entry>of().iterator(), users.iterator());
        int frame = frameBytes(page);
        assertThat(page.more()).isTrue();
        assertThat(frame).isLessThanOrEqualTo(FRAME).isGreaterThan(FRAME - 3 - 4 * 3 - 4 - 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "\"", "\\", "\n", "\u001F", "\u0080", "\u732B", "\uD800", "\uD83D\uDC08"})
    void neverOverfillsAFrameWithTopics(String letter) {
        List<ListResult.Entry> sessions = IntStream.range(0, 50)
                .mapToObj(i -> new ListResult.Entry(
                        "s" + (100 + i), Integer.MAX_VALUE, letter.repeat(40 / letter.length()), 5))
                .toList();
        ListResult page = new ListPage(FRAME, 500)
                .merge(sessions.iterator(), List.<String>of().iterator());
        assertThat(page.more()).isTrue();
        assertThat(page.sessions()).isNotEmpty();
        assertThat(frameBytes(page)).isLessThanOrEqualTo(FRAME);
    }

    @Test
    void leavesOutATopicThatWouldFillThePage() {
        ListResult page = new ListPage(FRAME, 10)
                .merge(
                        List.of(entry("lab", "\u0001".repeat(150))).iterator(),
                        List.of("jill").iterator());
        assertThat(page.sessions()).containsExactly(entry("lab", null));
        assertThat(page.users()).containsExactly("jill");
        assertThat(page.more()).isFalse();
    }

    @Test
    void bringsEveryNameOnceWhateverThePages() {
        List<String> sessions = IntStream.range(0, 300)
                .filter(i -> i % 3 != 0)
                .mapToObj(i -> "n" + (1000 + i))
                .toList();
        List<String> users = IntStream.range(0, 300)
                .filter(i -> i % 5 != 0)
                .mapToObj(i -> "n" + (1000 + i))
                .toList();
        List<String> listedSessions = new ArrayList<>();
        List<String> listedUsers = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            ListResult page = new ListPage(FRAME, 1000)
                    .merge(
                            new TreeSet<>(sessions)
                                    .tailSet(after, false).stream()
                                            .map(name -> entry(name, null))
                                            .iterator(),
                            new TreeSet<>(users).tailSet(after, false).iterator());
            page.sessions().forEach(session -> listedSessions.add(session.name()));
            listedUsers.addAll(page.users());
            after = greatest(listedSessions, listedUsers);
            more = page.more();
        }
        assertThat(listedSessions).isEqualTo(sessions);
        assertThat(listedUsers).isEqualTo(users);
    }

    @Test
    void cutsTheMembersOfASession() {
        List<String> members =
                IntStream.range(0, 500).mapToObj(i -> "member" + i).toList();
        ListResult page = new ListPage(FRAME, 1000).members(entry("lab", "topic"), members.iterator());
        assertThat(page.sessions()).containsExactly(entry("lab", "topic"));
        assertThat(page.more()).isTrue();
        assertThat(frameBytes(page)).isLessThanOrEqualTo(FRAME).isGreaterThan(FRAME - 60);

        ListResult two = new ListPage(FRAME, 2).members(entry("lab", null), members.iterator());
        assertThat(two.users()).containsExactly("member0", "member1");
        assertThat(two.more()).isTrue();
    }

    @Test
    void looksAtNoMoreNamesThanAPageCanHold() {
        assertThat(new ListPage(FRAME, 5).mostNames()).isEqualTo(6);
        assertThat(new ListPage(FRAME, Integer.MAX_VALUE).mostNames()).isEqualTo(1 + (FRAME - HEADER - 39) / 4);
    }

    private static String greatest(List<String> sessions, List<String> users) {
        TreeSet<String> all = new TreeSet<>(sessions);
        all.addAll(users);
        return all.last();
    }

    private static ListResult.Entry entry(String name, @org.jspecify.annotations.Nullable String topic) {
        return new ListResult.Entry(name, 1, topic, null);
    }

    private static int frameBytes(ListResult page) {
        byte[] json = Ack.of(1, page).data();
        assertThat(new String(json, UTF_8)).startsWith("{\"sessions\":");
        return HEADER + json.length;
    }
}
