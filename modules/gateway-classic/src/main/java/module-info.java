/** The classic text-conferencing protocol, for its clients as they are. */
module io.confab.gateway.classic {
    requires transitive io.confab.handlers;
    requires org.slf4j;
    requires transitive static org.jspecify;

    exports io.confab.gateway.classic;
}
