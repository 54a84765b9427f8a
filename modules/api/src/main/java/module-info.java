/** What plugs into Confab, and the values it exchanges. */
module io.confab.api {
    requires transitive static org.jspecify;

    exports io.confab.api;
    exports io.confab.api.scram;
}
