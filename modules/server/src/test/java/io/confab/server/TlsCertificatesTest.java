package io.confab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TlsCertificatesTest {

    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel() == Level.ERROR) {
                errors.add(event.getFormattedMessage());
            }
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        logger().addAppender(appender);
    }

    @AfterEach
    void listenNoMore() {
        logger().detachAppender(appender);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(TlsCertificates.class);
    }

    @Test
    void reportsABrokenReplacementOnceAndTakesUpTheWholeOne() throws Exception {
        TestPki pki = new TestPki(folder);
        try (TlsCertificates certificates = TlsCertificates.open(pki.pem(pki.server()), OFTEN)) {
            Object first = certificates.current();
            X509Bundle next = pki.server();
            Files.writeString(
                    pki.certificateFile(), next.getCertificatePathPEM().substring(0, 100));
            await().until(() -> !errors.isEmpty());
            assertThat(errors.get(0)).contains("certificate.pem").endsWith("the certificate of before stays in use");
            assertThat(certificates.current()).isSameAs(first);

            Files.delete(pki.certificateFile()); // half of the next try
            await().until(() -> errors.size() == 2);
            pki.pem(next);
            await().until(() -> certificates.current() != first);
            assertThat(errors).hasSize(2);
        }
    }
}
