package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.Command;
import java.text.Normalizer;

/** Something that has to hold before a command is looked at more closely. */
enum Precondition {

    /** The client is logged in. */
    LOGGED_IN {
        @Override
        void check(ClientContext client, Command command) {
            if (client.state() != ConnectionState.LOGGED_IN) {
                throw new CommandException(
                        NakCode.NOT_LOGGED_IN, "command: " + command.type().name() + " (expected: LOGIN first)");
            }
        }
    },

    /** The client is not logged in. */
    NOT_LOGGED_IN {
        @Override
        void check(ClientContext client, Command command) {
            if (client.state() != ConnectionState.OPEN) {
                throw new CommandException(
                        NakCode.ALREADY_LOGGED_IN,
                        "account: " + client.connection().account() + " (expected: none logged in here)");
            }
        }
    },

    /** The source, if there is one, is the account that is logged in, if there is one. */
    OWN_SOURCE {
        @Override
        void check(ClientContext client, Command command) {
            String source = command.source();
            String account = client.connection().account();
            if (account != null && !source.isEmpty() && !source.equals(account)) {
                checkNormalized(source, account);
            }
        }

        private void checkNormalized(String source, String account) {
            if (!Normalizer.normalize(source, Normalizer.Form.NFC).equals(account)) {
                throw new CommandException(
                        NakCode.FORBIDDEN, "source: " + printable(source) + " (expected: " + account + " or none)");
            }
        }
    };

    /** @throws CommandException if it does not hold */
    abstract void check(ClientContext client, Command command);

    private static String printable(String name) {
        return name.codePoints().allMatch(c -> !Character.isISOControl(c)) ? name : "with control characters";
    }
}
