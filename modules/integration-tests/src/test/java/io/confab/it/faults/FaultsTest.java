package io.confab.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.it.faults.FaultDriver.Sabotage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A bounded run of the {@link FaultDriver}: {@code -Dconfab.faults.seconds}, {@code -Dconfab.faults.seed}. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class FaultsTest {

    private static final long SECONDS = Long.getLong("confab.faults.seconds", 60);
    private static final long SABOTAGED_SECONDS = 15;

    @TempDir
    private Path folder;

    @Test
    void nothingAcknowledgedIsLostAndNobodyHearsAnythingTwice() throws Exception {
        long seed = Long.getLong("confab.faults.seed", System.nanoTime());
        try (SmallDisk disk = SmallDisk.in(folder);
                FaultDriver driver = new FaultDriver(disk.path(), seed, Sabotage.NONE)) {
            List<String> wrong = driver.run(SECONDS);
            System.out.println("faults: seed " + seed + ", " + SECONDS + " s: " + driver.report());
            assertThat(wrong).as("seed %d: %s", seed, driver.report()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Sabotage.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aRunThatIsSabotagedFails(Sabotage sabotage) throws Exception {
        try (FaultDriver driver = new FaultDriver(folder, 1, sabotage)) {
            List<String> wrong = driver.run(SABOTAGED_SECONDS);
            System.out.println("faults: " + sabotage + ": " + wrong.size() + " complaints, such as " + wrong.get(0));
            assertThat(wrong).isNotEmpty();
        }
    }
}
