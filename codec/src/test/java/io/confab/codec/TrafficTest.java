package io.confab.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Meter;
import io.confab.api.Meters;
import io.confab.api.NakCode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private final Traffic traffic = new Traffic();
    private final Recorder recorder = new Recorder();

    @Test
    void addsUpWhatTheEventLoopsOfAServerCount() throws Exception {
        traffic.publish(recorder);
        for (int loop = 1; loop <= 3; loop++) {
            int times = loop;
            run(traffic.counted(() -> {
                LoopTraffic here = LoopTraffic.current();
                here.bytesReceived(10L * times);
                here.bytesSent(times);
                here.delivered(100L * times, 1000L * times);
                here.received(MessageType.TEXT);
                here.received(MessageType.plugin(0x80, "SHOUT"));
                here.sent(MessageType.ACK);
                here.refused(NakCode.FORBIDDEN);
            }));
        }
        assertThat(recorder.read())
                .containsEntry("confab.received", 60L)
                .containsEntry("confab.sent", 6006L)
                .containsEntry("confab.deliveries", 600L)
                .containsEntry("confab.messages.received{type=text}", 3L)
                .containsEntry("confab.messages.received{type=plugin}", 3L)
                .containsEntry("confab.messages.received{type=ping}", 0L)
                .containsEntry("confab.messages.sent{type=ack}", 3L)
                .containsEntry("confab.refusals{code=FORBIDDEN}", 3L);
        assertThat(traffic.refusals(NakCode.INTERNAL)).isZero();
    }

    @Test
    void whatIsCountedElsewhereIsNotTheServers() throws Exception {
        run(() -> LoopTraffic.current().received(MessageType.TEXT));
        run(new Traffic().counted(() -> LoopTraffic.current().received(MessageType.TEXT)));
        assertThat(traffic.received(MessageType.TEXT)).isZero();
    }

    @Test
    void publishesEveryTypeThereIsInOneDirectionAtLeast() throws Exception {
        traffic.publish(recorder);
        List<String> types = new ArrayList<>();
        for (Field field : MessageType.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == MessageType.class) {
                types.add(field.getName().toLowerCase(Locale.ROOT));
            }
        }
        assertThat(types)
                .hasSizeGreaterThan(15)
                .allSatisfy(type ->
                        assertThat(recorder.read().keySet()).anyMatch(name -> name.endsWith("{type=" + type + "}")));
    }

    @Test
    void aTallyHasATagForEachKindAndOneForWhatIsTooMuch() {
        Tally tally = new Tally(Meter.of("confab.logins", "Logins"), "result", "accepted");
        tally.publish(recorder);
        for (int kind = 0; kind < 100; kind++) {
            tally.count("kind" + kind);
        }
        assertThat(recorder.read())
                .hasSize(65)
                .containsEntry("confab.logins{result=accepted}", 0L)
                .containsEntry("confab.logins{result=kind1}", 1L)
                .containsEntry("confab.logins{result=other}", 37L);
    }

    @Test
    void aKindThatComesLaterIsPublishedInEveryPlace() {
        Tally tally = new Tally(Meter.of("confab.logins", "Logins"), "result", "accepted");
        Recorder other = new Recorder();
        tally.publish(other);
        tally.publish(recorder);
        tally.count("resumed");
        assertThat(recorder.read()).containsEntry("confab.logins{result=resumed}", 1L);
        assertThat(other.read()).isEqualTo(recorder.read());
    }

    private static void run(Runnable eventLoop) throws InterruptedException {
        Thread thread = new Thread(eventLoop);
        thread.start();
        thread.join();
    }

    private static final class Recorder implements Meters {

        private final Map<String, LongSupplier> counters = new TreeMap<>();

        @Override
        public void counter(Meter meter, LongSupplier total) {
            String tags = meter.tags().isEmpty() ? "" : meter.tags().toString();
            counters.putIfAbsent(meter.name() + tags, total);
        }

        @Override
        public void gauge(Meter meter, DoubleSupplier value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LongConsumer timer(Meter meter) {
            throw new UnsupportedOperationException();
        }

        Map<String, Long> read() {
            Map<String, Long> read = new TreeMap<>();
            counters.forEach((name, total) -> read.put(name, total.getAsLong()));
            return read;
        }
    }
}
