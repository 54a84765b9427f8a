package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.NativeFormat;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class OnlineAccountsTest {

    private final OnlineAccounts online = new OnlineAccounts(2);

    private static Connection connection() {
        return new Connection(new EmbeddedChannel(), NativeFormat.INSTANCE);
    }

    @Test
    void anAccountIsOnlineOnOneConnection() {
        Connection first = connection();
        Connection second = connection();

        assertThat(online.enter("alice", first)).isNull();
        assertThat(online.enter("alice", second)).isSameAs(first);
        assertThat(online.find("alice")).isSameAs(first);
        assertThat(online.size()).isEqualTo(1);
    }

    @Test
    void noMoreAreOnlineThanTheLimit() {
        Connection alice = connection();
        online.enter("alice", alice);
        online.enter("bob", connection());

        assertThatThrownBy(() -> online.enter("carol", connection()))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(NakCode.LIMIT_REACHED));
        assertThat(online.enter("alice", connection())).isSameAs(alice);
        assertThat(online.size()).isEqualTo(2);

        online.remove("alice", alice);
        assertThat(online.enter("carol", connection())).isNull();
        assertThat(online.size()).isEqualTo(2);
    }

    @Test
    void onlyItsOwnConnectionTakesAnAccountOut() {
        Connection alice = connection();
        online.enter("alice", alice);
        online.enter("bob", connection());

        online.remove("alice", connection());
        assertThat(online.find("alice")).isSameAs(alice);
        assertThat(online.size()).isEqualTo(2);

        online.remove("alice", alice);
        online.remove("alice", alice);
        assertThat(online.find("alice")).isNull();
        assertThat(online.size()).isEqualTo(1);
    }

    @Test
    void namesAreListedInOrderAndInPages() {
        online.enter("bob", connection());
        online.enter("alice", connection());

        assertThat(online.names(null, 10)).containsExactly("alice", "bob");
        assertThat(online.names(null, 1)).containsExactly("alice");
        assertThat(online.names("alice", 10)).containsExactly("bob");
    }

    @Test
    void aLimitBelowOneIsRefused() {
        assertThatThrownBy(() -> new OnlineAccounts(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max: 0 (expected: 1 or more)");
        assertThat(new OnlineAccounts(1).size()).isZero();
    }
}
