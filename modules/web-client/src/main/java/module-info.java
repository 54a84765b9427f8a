/** The web client, as files for browsers. */
module io.confab.web {
    requires transitive io.confab.gateway.websocket;
    requires transitive static org.jspecify;

    exports io.confab.web;
}
