package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommandsTest {

    @Test
    void hasTheCommandsOfTheOriginalAndItsOwn() {
        assertThat(Commands.all())
                .extracting(SlashCommand::name)
                .containsExactlyInAnyOrder(
                        "/login",
                        "/logout",
                        "/createsession",
                        "/createstored",
                        "/closesession",
                        "/joinsession",
                        "/leavesession",
                        "/switch",
                        "/list",
                        "/history",
                        "/msg",
                        "/register",
                        "/kick",
                        "/ban",
                        "/unban",
                        "/serverkick",
                        "/serverban",
                        "/serverunban",
                        "/help",
                        "/quit");
    }

    @Test
    void namesTheParametersOfLoginInTheOrderOfTheOriginal() {
        assertThat(Commands.require("/login").usage()).isEqualTo("/login <name> [password] [host] [port]");
    }

    @Test
    void proposesACommandThatBeginsAlike() {
        assertThatThrownBy(() -> Commands.require("/join"))
                .hasMessage("command: /join (expected: one that /help lists; the nearest is /joinsession)");
        assertThatThrownBy(() -> Commands.require("/x")).hasMessage("command: /x (expected: one that /help lists)");
    }

    @Test
    void keepsNoPassword() {
        assertThat(Commands.withoutSecrets("/login jill s3cret host 1")).isEqualTo("/login jill - host 1");
        assertThat(Commands.withoutSecrets("  /login  jill   s3cret")).isEqualTo("/login jill -");
        assertThat(Commands.withoutSecrets("/login jill")).isEqualTo("/login jill");
    }

    @Test
    void keepsNoCommandItDoesNotKnowBecauseItMayBeAMisspeltLogin() {
        assertThat(Commands.withoutSecrets("/logn jill s3cret")).isNull();
        assertThat(Commands.withoutSecrets("/Login jill s3cret")).isNull();
    }

    @Test
    void keepsTextsAndOtherCommandsAsTheyAre() {
        assertThat(Commands.withoutSecrets("good  evening")).isEqualTo("good  evening");
        assertThat(Commands.withoutSecrets("/msg jill  hm")).isEqualTo("/msg jill  hm");
    }
}
