package io.confab.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.confab.api.Account;
import io.confab.api.AccountStore;
import io.confab.api.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link AccountStore} promises. Extend it, say how to open the store, and its tests run with yours.
 */
public abstract class AccountStoreContract {

    private static final Account JILL = new Account("jill", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2g");
    private static final Account JACK = new Account("jack", "432wlFd");
    private static final Account UMLAUT = new Account("Zoë", "pässwörd");

    private final List<AccountStore> opened = new ArrayList<>();

    /** For the extending test. */
    protected AccountStoreContract() {}

    /** Opens a store over a new place that holds exactly these accounts. */
    protected abstract AccountStore open(List<Account> accounts) throws Exception;

    /** Opens another store over the place of the last one, as a restarted server would. */
    protected abstract AccountStore reopen() throws Exception;

    @AfterEach
    void closeEveryStore() {
        opened.forEach(AccountStore::close);
    }

    @Test
    void findsAnAccountByItsName() throws Exception {
        AccountStore store = opened(JILL, JACK, UMLAUT);
        assertThat(await(store.find("jill"))).contains(JILL);
        assertThat(await(store.find("jack"))).contains(JACK);
        assertThat(await(store.find("Zoë"))).contains(UMLAUT);
    }

    @Test
    void saysThatAnAccountIsUnknownByAnEmptyAnswer() throws Exception {
        AccountStore store = opened(JILL);
        assertThat(await(store.find("nobody"))).isEmpty();
        assertThat(await(opened().find("jill"))).isEmpty();
    }

    @Test
    void comparesNamesCaseSensitively() throws Exception {
        AccountStore store = opened(JILL);
        assertThat(await(store.find("Jill"))).isEmpty();
    }

    @Test
    void replacesACredentialAndFindsItAtOnce() throws Exception {
        AccountStore store = opened(JILL, JACK);
        assertThat(await(store.replaceCredential("jack", JACK.credential(), JILL.credential())))
                .isTrue();
        assertThat(await(store.find("jack"))).contains(new Account("jack", JILL.credential()));
        assertThat(await(store.find("jill"))).contains(JILL);
    }

    @Test
    void keepsAReplacedCredentialWhenItIsOpenedAgain() throws Exception {
        AccountStore store = opened(JILL, JACK, UMLAUT);
        await(store.replaceCredential("jack", JACK.credential(), JILL.credential()));
        store.close();
        AccountStore again = add(reopen());
        assertThat(await(again.find("jack"))).contains(new Account("jack", JILL.credential()));
        assertThat(await(again.find("jill"))).contains(JILL);
        assertThat(await(again.find("Zoë"))).contains(UMLAUT);
    }

    @Test
    void doesNotReplaceACredentialOtherThanTheExpectedOne() throws Exception {
        AccountStore store = opened(JACK);
        assertThat(await(store.replaceCredential("jack", "432wlfd", "new"))).isFalse();
        assertThat(await(store.find("jack"))).contains(JACK);
        store.close();
        assertThat(await(add(reopen()).find("jack"))).contains(JACK);
    }

    @Test
    void doesNotMakeAnAccountByReplacingItsCredential() throws Exception {
        AccountStore store = opened(JACK);
        assertThat(await(store.replaceCredential("jill", JACK.credential(), "new")))
                .isFalse();
        assertThat(await(store.find("jill"))).isEmpty();
    }

    @Test
    void keepsCredentialsOfAnyOneLineOfText() throws Exception {
        List<String> credentials =
                List.of("a,b;c", "\"", "\"quoted\"", " spaces around ", "#1", "a\tb", "'", "\\n", "\uD83D\uDE00会");
        List<Account> accounts = new ArrayList<>();
        for (String credential : credentials) {
            accounts.add(new Account("given" + accounts.size(), credential));
        }
        accounts.add(new Account("replaced", "0"));
        AccountStore store = opened(accounts.toArray(Account[]::new));
        String last = "0";
        for (String credential : credentials) {
            assertThat(await(store.replaceCredential("replaced", last, credential)))
                    .as(credential)
                    .isTrue();
            AccountStore again = add(reopen());
            assertThat(await(again.find("replaced"))).contains(new Account("replaced", credential));
            again.close();
            last = credential;
        }
        for (Account account : accounts.subList(0, credentials.size())) {
            assertThat(await(store.find(account.name()))).contains(account);
        }
    }

    @Test
    void letsExactlyOneOfManyReplacementsWin() throws Exception {
        AccountStore store = opened(JACK);
        List<CompletableFuture<Boolean>> replacements = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String replacement = "new" + i;
            replacements.add(CompletableFuture.supplyAsync(
                            () -> store.replaceCredential("jack", JACK.credential(), replacement),
                            task -> new Thread(task, "replacement").start())
                    .thenCompose(stage -> stage));
        }
        List<String> winners = new ArrayList<>();
        for (int i = 0; i < replacements.size(); i++) {
            if (await(replacements.get(i))) {
                winners.add("new" + i);
            }
        }
        assertThat(winners).hasSize(1);
        assertThat(await(store.find("jack"))).contains(new Account("jack", winners.get(0)));
    }

    @Test
    void losesNoneOfManyReplacementsAtOnce() throws Exception {
        List<Account> accounts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            accounts.add(new Account("user" + i, "old" + i));
        }
        AccountStore store = opened(accounts.toArray(Account[]::new));
        List<CompletionStage<Boolean>> replacements = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            replacements.add(store.replaceCredential("user" + i, "old" + i, "new" + i));
        }
        for (CompletionStage<Boolean> replacement : replacements) {
            assertThat(await(replacement)).isTrue();
        }
        store.close();
        AccountStore again = add(reopen());
        for (int i = 0; i < 50; i++) {
            assertThat(await(again.find("user" + i))).contains(new Account("user" + i, "new" + i));
        }
    }

    @Test
    void keepsEverythingOfAnAccountOrSaysThatItDoesNot() throws Exception {
        AccountStore store = opened(JILL, JACK);
        Account jack = new Account("jack", "new", "SCRAM-SHA-256$4096:c2FsdA==$a:b", Role.MODERATOR, true);
        Account zoe = new Account("Zoë", "pässwörd", "SCRAM-SHA-256$4096:c2FsdA==$c:d", Role.ADMIN, false);
        if (!store.keepsEverything()) {
            assertThat(catchThrowable(() -> await(store.replace(JACK, jack))))
                    .hasCauseInstanceOf(UnsupportedOperationException.class);
            assertThat(catchThrowable(() -> await(store.add(zoe))))
                    .hasCauseInstanceOf(UnsupportedOperationException.class);
            return;
        }
        assertThat(await(store.replace(JACK, jack))).isTrue();
        assertThat(await(store.replace(JACK, jack))).isFalse();
        assertThat(await(store.add(zoe))).isTrue();
        assertThat(await(store.add(new Account("Zoë", "other")))).isFalse();
        assertThat(await(store.replace(new Account("nobody", "a"), new Account("nobody", "b"))))
                .isFalse();
        assertThat(await(store.find("jack"))).contains(jack);
        store.close();
        AccountStore again = add(reopen());
        assertThat(await(again.find("jill"))).contains(JILL);
        assertThat(await(again.find("jack"))).contains(jack);
        assertThat(await(again.find("Zoë"))).contains(zoe);
        assertThat(await(again.find("nobody"))).isEmpty();
    }

    @Test
    void keepsRoleAndLockWhenACredentialIsReplaced() throws Exception {
        AccountStore store = opened(JILL);
        if (store.keepsEverything()) {
            Account jack = new Account("jack", "old", "keys", Role.MODERATOR, true);
            await(store.add(jack));
            await(store.replaceCredential("jack", "old", "new"));
            assertThat(await(store.find("jack"))).contains(jack.withPassword("new", null));
        }
    }

    @Test
    void closesTwiceAndAnswersAfterwardsByAFailedStageAtMost() throws Exception {
        AccountStore store = opened(JACK);
        store.close();
        store.close();
        CompletionStage<Optional<Account>> found = store.find("jack");
        assertThat(found.handle((account, failure) -> true).toCompletableFuture())
                .succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(catchThrowable(() -> await(store.replaceCredential("jack", JACK.credential(), "new"))))
                .isInstanceOf(ExecutionException.class);
        assertThat(await(add(reopen()).find("jack"))).contains(JACK);
    }

    private AccountStore opened(Account... accounts) throws Exception {
        return add(open(List.of(accounts)));
    }

    private AccountStore add(AccountStore store) {
        opened.add(store);
        return store;
    }

    private static <T> T await(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
