package io.confab.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Ban;
import io.confab.api.BanStore;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * What every {@link BanStore} promises. Extend it, say how to open the store, and its tests run with yours. Closing what was
 * opened is the extending test's affair.
 */
public abstract class BanStoreContract {

    private static final Ban JACK = new Ban("lab", "jack", "jill", "rude; \"very\"", 1_700_000_000_000L, null);
    private static final Ban JIM = new Ban("lab", "jim", "jill", null, 1_700_000_000_001L, 1_800_000_000_000L);
    private static final Ban OFF = new Ban(Ban.SERVER, "jack", "(server)", null, 1_700_000_000_002L, null);

    /** For the extending test. */
    protected BanStoreContract() {}

    /** Opens a store over a new place that holds nothing. */
    protected abstract BanStore open() throws Exception;

    /** Closes the store that was opened last, and opens another over its place, as a restarted server would. */
    protected abstract BanStore reopen() throws Exception;

    @Test
    void keepsBansOverARestart() throws Exception {
        BanStore store = open();
        assertThat(await(store.all())).isEmpty();
        await(store.add(JACK));
        await(store.add(JIM));
        await(store.add(OFF));
        assertThat(await(reopen().all())).containsExactlyInAnyOrder(JACK, JIM, OFF);
    }

    @Test
    void keepsOneBanOfAnAccountFromASession() throws Exception {
        BanStore store = open();
        Ban later = new Ban("lab", "jack", "joe", null, 1_700_000_000_003L, 1_700_000_000_004L);
        await(store.add(JACK));
        await(store.add(later));
        assertThat(await(reopen().all())).containsExactly(later);
    }

    @Test
    void forgetsWhatIsLifted() throws Exception {
        BanStore store = open();
        await(store.remove("lab", "jack"));
        await(store.removeAll("lab"));
        await(store.add(JACK));
        await(store.add(JIM));
        await(store.add(OFF));
        await(store.remove("lab", "jack"));
        await(store.remove("lab", "nobody"));
        BanStore again = reopen();
        assertThat(await(again.all())).containsExactlyInAnyOrder(JIM, OFF);
        await(again.removeAll("lab"));
        assertThat(await(reopen().all())).containsExactly(OFF);
    }

    private static <T> T await(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
