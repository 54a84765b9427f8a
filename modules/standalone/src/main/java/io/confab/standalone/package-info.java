/**
 * The standalone server: {@link io.confab.standalone.Main} reads the command line, {@link io.confab.standalone.Keys}
 * holds every setting there is, {@link io.confab.standalone.ServeCommand} runs the server until it is told to stop.
 */
@NullMarked
package io.confab.standalone;

import org.jspecify.annotations.NullMarked;
