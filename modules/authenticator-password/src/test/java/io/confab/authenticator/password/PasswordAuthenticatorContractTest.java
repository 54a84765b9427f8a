package io.confab.authenticator.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.api.Account;
import io.confab.api.Authenticator;
import io.confab.testkit.AuthenticatorContract;
import io.confab.testkit.InMemoryAccountStore;
import io.confab.testkit.LogRecorder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

class PasswordAuthenticatorContractTest {

    private static final Argon2Parameters CHEAP = new Argon2Parameters(16, 1, 1);

    @RegisterExtension
    final LogRecorder log = LogRecorder.of(PasswordAuthenticator.class);

    private final List<PasswordAuthenticator> made = new ArrayList<>();

    @AfterEach
    void closeEveryAuthenticator() {
        made.forEach(PasswordAuthenticator::close);
    }

    private Authenticator over(Account account) {
        PasswordAuthenticator authenticator = PasswordAuthenticator.builder(InMemoryAccountStore.of(account))
                .parameters(CHEAP)
                .scramIterations(4096)
                .build();
        made.add(authenticator);
        return authenticator;
    }

    @Nested
    class WithHashedPasswords extends AuthenticatorContract {
        @Override
        protected Authenticator admitting(String account, String password) {
            return over(new Account(account, new PasswordHasher(CHEAP).hash(password.getBytes(UTF_8))));
        }
    }

    @Nested
    class WithPlainPasswords extends AuthenticatorContract {
        @Override
        protected Authenticator admitting(String account, String password) {
            return over(new Account(account, password));
        }
    }
}
