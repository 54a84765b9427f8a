/**
 * Measures Confab: {@code ./confab bench}. {@link io.confab.benchmarks.Main} starts a {@link
 * io.confab.benchmarks.ServerProcess}, has a {@link io.confab.benchmarks.LoadRun} talk to it, and prints and keeps the {@link
 * io.confab.benchmarks.Result}. What a {@link io.confab.benchmarks.LoadMember} speaks is its {@link
 * io.confab.benchmarks.Protocol}, and one is added there. {@link io.confab.benchmarks.StoredBench} measures stored sessions, killed servers and all.
 * Microbenchmarks stand in the packages whose insides they measure.
 */
@NullMarked
package io.confab.benchmarks;

import org.jspecify.annotations.NullMarked;
