/**
 * Proves that nothing acknowledged is lost and nobody sees anything twice, while everything fails that can.
 * {@link io.confab.it.faults.FaultDriver} is where to start; {@code docs/GUARANTEES.md} says what it holds.
 */
@org.jspecify.annotations.NullMarked
package io.confab.it.faults;
