/** Logs accounts in by password: Argon2id on threads of its own, over any account store. */
module io.confab.authenticator.password {
    requires transitive static org.jspecify;
    requires transitive io.confab.api;
    requires org.bouncycastle.provider;
    requires org.slf4j;

    exports io.confab.authenticator.password;
}
