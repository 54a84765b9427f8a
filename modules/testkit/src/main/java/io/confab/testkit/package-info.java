/**
 * What tests of Confab and of its plug-ins are written with.
 *
 * <p>Start with the contract of the SPI being implemented and extend it: {@link io.confab.testkit.AccountStoreContract},
 * {@link io.confab.testkit.AuthenticatorContract}. {@link io.confab.testkit.SeededRandomExtension} serves tests on random
 * input, {@link io.confab.testkit.LogRecorder} those of what is logged, {@link io.confab.testkit.InMemoryAccountStore}
 * those that need accounts.
 */
@NullMarked
package io.confab.testkit;

import org.jspecify.annotations.NullMarked;
