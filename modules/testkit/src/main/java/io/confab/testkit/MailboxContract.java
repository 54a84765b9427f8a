package io.confab.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.CommandException;
import io.confab.api.DirectMessage;
import io.confab.api.Mailbox;
import io.confab.api.NakCode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link Mailbox} promises. Extend it, say how to open one, and its tests run with yours. */
public abstract class MailboxContract {

    private static final UUID ID = new UUID(7, 8);

    private final long now = System.currentTimeMillis();

    /** For the extending test. */
    protected MailboxContract() {}

    /**
     * Opens the mailbox; in one test always the same one. What an earlier call opened is closed before, as a server that ends
     * closes it.
     *
     * @param count how many messages it may keep for an account
     */
    protected abstract Mailbox reopen(int count) throws Exception;

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private DirectMessage keep(Mailbox mailbox, String to, @Nullable UUID id, String text) throws Exception {
        return await(mailbox.keep(to, "jill", now, id, text));
    }

    private static List<DirectMessage> all(Mailbox mailbox, String account) throws Exception {
        return await(mailbox.read(account, 0, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void keepsMessagesForTheirRecipientsOverARestart() throws Exception {
        Mailbox mailbox = reopen(10);
        assertThat(all(mailbox, "jack")).isEmpty();
        DirectMessage first = keep(mailbox, "jack", ID, "psst 🫖");
        DirectMessage second = keep(mailbox, "jack", null, "");
        DirectMessage other = keep(mailbox, "Zoë", null, "hello");
        assertThat(first).isEqualTo(new DirectMessage("jack", "jill", first.sequence(), now, ID, "psst 🫖"));

        mailbox = reopen(10);
        assertThat(all(mailbox, "jack")).containsExactly(first, second);
        assertThat(all(mailbox, "Zoë")).containsExactly(other);
        assertThat(all(mailbox, "jill")).isEmpty();
    }

    @Test
    void givesSequencesThatRiseWhateverTheClockDoes() throws Exception {
        Mailbox mailbox = reopen(100);
        long last = 0;
        for (long time : new long[] {now, now, now - 5000, now + 5000, now}) {
            DirectMessage kept = await(mailbox.keep("jack", "jill", time, null, "tick"));
            assertThat(kept.sequence()).isGreaterThan(last);
            assertThat(kept.timestamp()).isEqualTo(time);
            last = kept.sequence();
        }
        await(mailbox.remove("jack", last));
        mailbox = reopen(100);
        assertThat(await(mailbox.keep("jack", "jill", now - 60_000, null, "tick"))
                        .sequence())
                .isGreaterThan(last);
    }

    @Test
    void givesSequencesInTheOrderInWhichMessagesCanBeRead() throws Exception {
        Mailbox mailbox = reopen(10_000);
        List<CompletionStage<DirectMessage>> keeping = new ArrayList<>();
        long seen = 0;
        for (int i = 0; i < 2000; i++) {
            keeping.add(mailbox.keep("jack", "jill", now, null, "message " + i));
            if (i % 200 == 0) {
                List<DirectMessage> read = await(mailbox.read("jack", seen, 10_000, Integer.MAX_VALUE));
                seen = read.isEmpty() ? seen : read.get(read.size() - 1).sequence();
            }
        }
        for (CompletionStage<DirectMessage> each : keeping) {
            await(each);
        }
        assertThat(all(mailbox, "jack"))
                .extracting(DirectMessage::text)
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 2000)
                        .mapToObj(i -> "message " + i)
                        .toList());
        assertThat(all(mailbox, "jack"))
                .extracting(DirectMessage::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void readsPageByPage() throws Exception {
        Mailbox mailbox = reopen(100);
        List<DirectMessage> kept = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            kept.add(keep(mailbox, "jack", null, "x".repeat(100)));
        }
        assertThat(await(mailbox.read("jack", 0, 4, Integer.MAX_VALUE))).isEqualTo(kept.subList(0, 4));
        assertThat(await(mailbox.read("jack", kept.get(3).sequence(), 100, 250)))
                .isEqualTo(kept.subList(4, 7));
        assertThat(await(mailbox.read("jack", kept.get(9).sequence(), 100, 100)))
                .isEmpty();
    }

    @Test
    void keepsAMessageThatIsSaidAgainOnceAlsoWhenItIsDelivered() throws Exception {
        Mailbox mailbox = reopen(10);
        DirectMessage first = keep(mailbox, "jack", ID, "psst");
        assertThat(keep(mailbox, "jack", ID, "psst")).isEqualTo(first);
        CompletionStage<DirectMessage> twice = mailbox.keep("jack", "joan", now, ID, "at the same time");
        CompletionStage<DirectMessage> again = mailbox.keep("jack", "joan", now, ID, "at the same time");
        assertThat(await(twice).sequence()).isEqualTo(await(again).sequence()).isGreaterThan(first.sequence());
        assertThat(all(mailbox, "jack")).hasSize(2);

        await(mailbox.remove("jack", Long.MAX_VALUE));
        mailbox = reopen(10);
        assertThat(await(mailbox.keep("jack", "jill", now + 1000, ID, "psst"))).isEqualTo(first);
        assertThat(all(mailbox, "jack")).isEmpty();
    }

    @Test
    void forgetsWhatIsDeliveredAndNothingElse() throws Exception {
        Mailbox mailbox = reopen(10);
        DirectMessage first = keep(mailbox, "jack", null, "one");
        DirectMessage second = keep(mailbox, "jack", null, "two");
        DirectMessage other = keep(mailbox, "joan", null, "one");
        await(mailbox.remove("jack", first.sequence()));
        assertThat(all(mailbox, "jack")).containsExactly(second);
        mailbox = reopen(10);
        assertThat(all(mailbox, "jack")).containsExactly(second);
        assertThat(all(mailbox, "joan")).containsExactly(other);
    }

    @Test
    void refusesMoreThanAnAccountMayHave() throws Exception {
        Mailbox mailbox = reopen(2);
        DirectMessage first = keep(mailbox, "jack", ID, "one");
        keep(mailbox, "jack", null, "two");
        assertThatThrownBy(() -> keep(mailbox, "jack", new UUID(1, 1), "three"))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        CommandException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(NakCode.LIMIT_REACHED));
        keep(mailbox, "joan", null, "has room");
        assertThat(keep(mailbox, "jack", ID, "one")).isEqualTo(first);
        assertThat(all(mailbox, "jack")).hasSize(2);

        await(mailbox.remove("jack", first.sequence()));
        keep(mailbox, "jack", new UUID(1, 1), "three");
        assertThat(all(mailbox, "jack")).extracting(DirectMessage::text).containsExactly("two", "three");
    }
}
