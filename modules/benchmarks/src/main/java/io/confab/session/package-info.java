/** Microbenchmarks of what only this package can see. */
@NullMarked
package io.confab.session;

import org.jspecify.annotations.NullMarked;
