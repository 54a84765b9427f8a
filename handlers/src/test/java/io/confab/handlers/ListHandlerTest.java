package io.confab.handlers;

import static io.confab.handlers.Commands.join;
import static io.confab.handlers.Commands.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Authorizer;
import io.confab.codec.CreateCommand;
import io.confab.codec.ListCommand;
import io.confab.codec.SessionOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListHandlerTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void namesSessionsAndAccounts() {
        TestClient jill = server.login("jill");
        server.login("jack").ask(new CreateCommand(2, "", "lab", new SessionOptions(null, "work", 5)));
        jill.ask(Commands.create(2, "attic"), join(3, "lab"));
        assertThat(jill.ask(list(9, "")))
                .containsExactly("ACK 9 {\"sessions\":[{\"name\":\"attic\",\"members\":1},"
                        + "{\"name\":\"lab\",\"members\":2,\"topic\":\"work\",\"capacity\":5}],"
                        + "\"users\":[\"jack\",\"jill\"],\"more\":false}");
    }

    @Test
    void namesTheMembersOfOneSession() {
        TestClient jill = server.login("jill");
        server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        assertThat(jill.ask(list(3, "lab")))
                .containsExactly(
                        "ACK 3 {\"sessions\":[{\"name\":\"lab\",\"members\":1}],\"users\":[\"jill\"],\"more\":false}");
    }

    @Test
    void cutsPagesAtTheSameNameInBothLists() {
        TestClient jill = server.login("jill");
        server.login("jack").ask(Commands.create(2, "jack"), Commands.create(3, "k"));
        assertThat(jill.ask(page(2, "", null, 1)))
                .containsExactly(
                        "ACK 2 {\"sessions\":[{\"name\":\"jack\",\"members\":1}],\"users\":[\"jack\"],\"more\":true}");
        assertThat(jill.ask(page(3, "", "jack", 1)))
                .containsExactly("ACK 3 {\"sessions\":[],\"users\":[\"jill\"],\"more\":true}");
        assertThat(jill.ask(page(4, "", "jill", 1)))
                .containsExactly("ACK 4 {\"sessions\":[{\"name\":\"k\",\"members\":1}],\"users\":[],\"more\":false}");
    }

    @Test
    void cutsTheMembersOnlyWhereASessionIsNamed() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(join(2, "lab"));
        assertThat(jill.ask(page(3, "lab", null, 1)))
                .containsExactly(
                        "ACK 3 {\"sessions\":[{\"name\":\"lab\",\"members\":2}],\"users\":[\"jack\"],\"more\":true}");
        assertThat(jill.ask(page(4, "lab", "jack", 1)))
                .containsExactly(
                        "ACK 4 {\"sessions\":[{\"name\":\"lab\",\"members\":2}],\"users\":[\"jill\"],\"more\":false}");
    }

    @Test
    void hidesWhatTheAuthorizerHides() {
        server.authorizer = new Authorizer() {
            @Override
            public boolean maySee(String account, String session) {
                return !session.equals("secret");
            }
        };
        TestClient jill = server.login("jill");
        jill.ask(Commands.create(2, "secret"), Commands.create(3, "lab"));
        assertThat(jill.ask(list(4, "")))
                .containsExactly(
                        "ACK 4 {\"sessions\":[{\"name\":\"lab\",\"members\":1}],\"users\":[\"jill\"],\"more\":false}");
        assertThat(jill.ask(list(5, "secret")))
                .containsExactly("NAK 5 NO_SUCH_SESSION session: secret (expected: an existing one)");
    }

    @Test
    void knowsNoOtherSession() {
        TestClient jill = server.login("jill");
        assertThat(jill.ask(list(2, "attic")))
                .containsExactly("NAK 2 NO_SUCH_SESSION session: attic (expected: an existing one)");
        assertThat(jill.ask(list(3, "a b"))).first().asString().startsWith("NAK 3 INVALID_NAME");
        assertThat(server.connect().ask(list(1, "")))
                .containsExactly("NAK 1 NOT_LOGGED_IN command: LIST (expected: LOGIN first)");
    }

    private static ListCommand page(int id, String session, @Nullable String after, int limit) {
        return new ListCommand(id, "", session, after, limit);
    }
}
