package io.confab.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.confab.handlers.PlainTextLogin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a server says of itself that listens to other machines. */
class OpenServerTest {

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger().addAppender(logged);
    }

    @AfterEach
    void listenNoMore() {
        logger().detachAppender(logged);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ServerStarter.class);
    }

    private List<String> warnings(ConfabServerBuilder builder) {
        builder.port(0)
                .openAccounts()
                .eventLoops(1)
                .start()
                .join()
                .close(Duration.ZERO)
                .join();
        return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void warnsThatNobodyCanLogInFromThere() {
        assertThat(warnings(ConfabServer.builder().host("0.0.0.0")))
                .singleElement()
                .asString()
                .contains("without TLS: from other machines nobody can log in");
    }

    @Test
    void warnsThatPasswordsCanBeRead() {
        assertThat(warnings(ConfabServer.builder().host("0.0.0.0").plainTextLogin(PlainTextLogin.ANYWHERE)))
                .singleElement()
                .asString()
                .contains("without TLS: others on the way can read passwords");
    }

    @Test
    void hasNothingToSayWithTlsNorOnLoopback() throws Exception {
        TestPki pki = new TestPki(folder);
        assertThat(warnings(ConfabServer.builder().host("0.0.0.0").tls(pki.pem(pki.server()))))
                .isEmpty();
        assertThat(warnings(ConfabServer.builder())).isEmpty();
    }
}
