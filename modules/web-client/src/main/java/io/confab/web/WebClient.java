package io.confab.web;

import io.confab.gateway.websocket.WebFiles;
import java.util.List;

/** The files of the web client. */
public final class WebClient {

    private static final List<String> NAMES = List.of(
            "index.html",
            "app.css",
            "icon.svg",
            "start.js",
            "main.js",
            "chat.js",
            "composer.js",
            "conversation.js",
            "dialogs.js",
            "dom.js",
            "earlier.js",
            "format.js",
            "memory.js",
            "messages.js",
            "place.js",
            "settings.js",
            "sidebar.js",
            "client/confab.js",
            "client/connection.js",
            "client/emitter.js",
            "client/errors.js",
            "client/resume-point.js");

    private WebClient() {}

    /** All of them, for paths from {@code /} on. Reads them from the class path, so once is enough. */
    public static WebFiles files() {
        return WebFiles.of(WebClient.class, NAMES);
    }
}
