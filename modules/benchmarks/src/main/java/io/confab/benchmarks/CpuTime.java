package io.confab.benchmarks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The processor time of the server and of this driver. The operating system counts it in steps of some milliseconds. */
record CpuTime(Duration server, Duration driver) {

    static CpuTime of(@Nullable ProcessHandle server) {
        return new CpuTime(server == null ? Duration.ZERO : total(server), total(ProcessHandle.current()));
    }

    private static Duration total(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    CpuTime minus(CpuTime earlier) {
        return new CpuTime(server.minus(earlier.server), driver.minus(earlier.driver));
    }

    /** What to compare results by: a figure of another machine says nothing. */
    static String machine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors for the driver";
    }

    static String java(@Nullable ProcessHandle server) {
        return server == null ? "unknown" : Runtime.version().toString(); // a server of ours runs on the driver's
    }
}
