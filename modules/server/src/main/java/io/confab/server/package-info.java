/**
 * What an application imports to embed a Confab server.
 *
 * <p>Start with {@link io.confab.server.ConfabServer#builder()}: everything that can be configured is a method of
 * {@link io.confab.server.ConfabServerBuilder}. How a connection's pipeline is made up is in
 * {@code ServerChannelInitializer}.
 */
@NullMarked
package io.confab.server;

import org.jspecify.annotations.NullMarked;
