/**
 * What keeps a server up under abuse: how much of everything one client, one address and all of them together may take.
 * {@link io.confab.handlers.limits.Limits} are the numbers, {@link io.confab.handlers.limits.Admission} is what holds
 * them against what comes, {@link io.confab.handlers.limits.Refusals} counts what was refused and why.
 */
@NullMarked
package io.confab.handlers.limits;

import org.jspecify.annotations.NullMarked;
