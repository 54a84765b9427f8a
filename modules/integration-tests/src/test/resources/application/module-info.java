/** An application that embeds the server and talks to it. */
module application {
    requires io.confab.server;
    requires io.confab.client;
}
