package io.confab.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class JvmMetersTest {

    @Test
    void tellsOfMemoryThreadsFilesAndProcessor() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (JvmMeters jvm = JvmMeters.in(registry)) {
            assertThat(jvm).isNotNull();
            assertThat(registry.scrape())
                    .contains(
                            "jvm_memory_used_bytes{",
                            "jvm_threads_live_threads ",
                            "process_files_open_files ",
                            "process_cpu_usage ",
                            "process_uptime_seconds ");
        }
    }
}
