/** What has to stand in the server's package to see its pipeline. */
@NullMarked
package io.confab.server;

import org.jspecify.annotations.NullMarked;
