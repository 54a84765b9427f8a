/**
 * The web client. {@link io.confab.web.WebClient} gives its files to a {@link
 * io.confab.gateway.websocket.WebSocketGateway}; they are the resources beside it, and begin with {@code main.js}. They stand on
 * {@code modules/client-js}, which is copied in at build time as {@code client/}.
 */
@NullMarked
package io.confab.web;

import org.jspecify.annotations.NullMarked;
