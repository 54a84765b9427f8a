package io.confab.standalone;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;

/** How a line of the log looks. */
enum LogFormat {

    /** For people. */
    TEXT {
        @Override
        Encoder<ILoggingEvent> encoder() {
            PatternLayoutEncoder encoder = new PatternLayoutEncoder();
            encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{24} - %msg%n");
            return encoder;
        }
    },

    /** For programs: a JSON object a line, with {@code timestamp} in milliseconds, and the message as it is to be read. */
    JSON {
        @Override
        Encoder<ILoggingEvent> encoder() {
            JsonEncoder encoder = new JsonEncoder();
            encoder.setWithSequenceNumber(false);
            encoder.setWithNanoseconds(false);
            encoder.setWithContext(false);
            encoder.setWithMessage(false);
            encoder.setWithArguments(false);
            encoder.setWithFormattedMessage(true);
            return encoder;
        }
    };

    /** A new encoder, not started. */
    abstract Encoder<ILoggingEvent> encoder();
}
