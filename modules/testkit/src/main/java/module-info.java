/** Contract tests for what plugs into Confab, with the fakes and recorders they need. */
module io.confab.testkit {
    requires transitive static org.jspecify;
    requires transitive io.confab.api;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;
    requires static org.slf4j;
    requires static transitive ch.qos.logback.classic;
    requires static ch.qos.logback.core;

    exports io.confab.testkit;
}
