/** One handler for each command. */
module io.confab.handlers {
    requires transitive io.confab.session;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;
    requires transitive static org.jspecify;

    exports io.confab.handlers;
    exports io.confab.handlers.limits;
}
