/** Sessions, their logs and their members. */
module io.confab.session {
    requires transitive io.confab.codec;
    requires org.slf4j;
    requires transitive static org.jspecify;

    exports io.confab.session;
}
