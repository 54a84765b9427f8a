package io.confab.codec;

import static io.confab.codec.FrameBytes.bytes;
import static io.confab.codec.FrameBytes.frame;
import static io.confab.codec.FrameBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a server sends, byte by byte and in both directions. */
class ServerBytesTest {

    @RegisterExtension
    final CodecChannel server = CodecChannel.server();

    @RegisterExtension
    final CodecChannel client = CodecChannel.client();

    @Test
    void anAckSaysYesAndNothingMore() {
        both(new Ack(7), """
                00 00 00 08  # length
                01           # type: ACK
                00           # flags
                00 00 00 07  # requestId
                00           # source: the server
                00           # session: none
                """);
    }

    @Test
    void theAckOfATextIsStamped() {
        both(new Ack(0x80000000, new Stamp(0x0102030405060708L, 0x0000018bcfe56800L)), """
                00 00 00 18              # length
                01                       # type: ACK
                01                       # flags: STAMPED
                80 00 00 00              # requestId: unsigned
                00                       # source: the server
                00                       # session: none
                01 02 03 04 05 06 07 08  # sequence
                00 00 01 8b cf e5 68 00  # timestamp
                """);
    }

    @Test
    void theAckOfAPingHasItsData() {
        both(new Ack(7, bytes("00 ff")), """
                00 00 00 0a  # length
                01           # type: ACK
                00           # flags
                00 00 00 07  # requestId
                00           # source: the server
                00           # session: none
                00 ff        # data
                """);
    }

    @Test
    void theAckOfAJoinTellsOfTheSession() {
        JoinResult all = new JoinResult(41, 3, true, null);
        both(Ack.of(7, all), """
                00 00 00 34                                     # length
                01                                              # type: ACK
                04                                              # flags: JSON
                00 00 00 07                                     # requestId
                00                                              # source: the server
                00                                              # session: none
                '{"sequence":41,"members":3,"recovered":true}'  # data
                """);
        JoinResult some = new JoinResult(41, 3, false, 30L);
        Ack ack = (Ack) client.decode(server.encode(Ack.of(7, some)));
        assertThat(ack.data()).asString().isEqualTo("{\"sequence\":41,\"members\":3,\"recovered\":false,\"from\":30}");
        assertThat(ack.result(JoinResult.class)).isEqualTo(some);
    }

    @Test
    void theAckOfAListHasSessionsAndUsers() {
        ListResult list = new ListResult(
                List.of(new ListResult.Entry("lobby", 2, null, null), new ListResult.Entry("tea", 1, "Assam", 5)),
                List.of("jack", "jill"),
                true);
        Ack ack = (Ack) client.decode(server.encode(Ack.of(7, list)));

        assertThat(ack.json()).isTrue();
        assertThat(ack.data()).asString().isEqualTo("""
                {"sessions":[{"name":"lobby","members":2},\
                {"name":"tea","members":1,"topic":"Assam","capacity":5}],\
                "users":["jack","jill"],"more":true}""");
        assertThat(ack.result(ListResult.class)).isEqualTo(list);
    }

    @Test
    void theAckOfAHistorySaysWhetherThereIsMore() {
        both(Ack.of(7, new HistoryResult(false)), """
                00 00 00 16       # length
                01                # type: ACK
                04                # flags: JSON
                00 00 00 07       # requestId
                00                # source: the server
                00                # session: none
                '{"more":false}'  # data
                """);
    }

    @Test
    void aNakHasCodeAndReason() {
        both(new Nak(7, new CommandException(NakCode.NO_SUCH_SESSION, "session: lobby")), """
                00 00 00 3c                                             # length
                02                                                      # type: NAK
                04                                                      # flags: JSON
                00 00 00 07                                             # requestId
                00                                                      # source: the server
                00                                                      # session: none
                '{"code":"NO_SUCH_SESSION","reason":"session: lobby"}'  # data
                """);
    }

    @Test
    void aNakOfANewerServerIsPassedOn() {
        assertThat(client.decode(frame(0x02, 0x04, 7, "", "", utf8("{\"code\":\"TEAPOT_418\"}"))))
                .isEqualTo(new Nak(7, new NakCode("TEAPOT_418"), ""));
    }

    @Test
    void aTextHasSpeakerSessionAndStamp() {
        both(new TextEvent(0, false, new LoggedMessage("lobby", "jill", 5, 6, null, false, utf8("hi"))), """
                00 00 00 23              # length
                16                       # type: TEXT
                01                       # flags: STAMPED
                00 00 00 00              # requestId: none
                04 'jill'                # source
                05 'lobby'               # session
                00 00 00 00 00 00 00 05  # sequence
                00 00 00 00 00 00 00 06  # timestamp
                'hi'                     # data
                """);
    }

    @Test
    void aTextThatIsSentAgainHasEveryFlag() {
        UUID messageId = new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
        both(new TextEvent(9, true, new LoggedMessage("lobby", "jill", 5, 6, messageId, true, utf8("{}"))), """
                00 00 00 33              # length
                16                       # type: TEXT
                0f                       # flags: STAMPED, IDENTIFIED, JSON, REPLAY
                00 00 00 09              # requestId: of the HISTORY
                04 'jill'                # source
                05 'lobby'               # session
                00 00 00 00 00 00 00 05  # sequence
                00 00 00 00 00 00 00 06  # timestamp
                01 02 03 04 05 06 07 08  # messageId
                09 0a 0b 0c 0d 0e 0f 10
                '{}'                     # data
                """);
    }

    @Test
    void aDirectIsTextAlone() {
        both(new DirectEvent("jill", new Stamp(5, 6), "psst é"), """
                00 00 00 23              # length
                18                       # type: DIRECT
                01                       # flags: STAMPED
                00 00 00 00              # requestId: none
                04 'jill'                # source
                00                       # session: none
                00 00 00 00 00 00 00 05  # sequence
                00 00 00 00 00 00 00 06  # timestamp
                'psst ' c3 a9            # data
                """);
    }

    @Test
    void aDirectThatWasKeptSaysSo() {
        both(new DirectEvent("jill", new Stamp(5, 6), true, "psst"), """
                00 00 00 20              # length
                18                       # type: DIRECT
                09                       # flags: STAMPED, REPLAY
                00 00 00 00              # requestId: none
                04 'jill'                # source
                00                       # session: none
                00 00 00 00 00 00 00 05  # sequence
                00 00 00 00 00 00 00 06  # timestamp
                'psst'                   # data
                """);
    }

    @Test
    void presenceNamesWhoCameAndWent() {
        both(new PresenceEvent("lobby", List.of("jack", "jill"), List.of("joe"), 4), """
                00 00 00 55                                                                   # length
                03                                                                            # type: EVENT
                04                                                                            # flags: JSON
                00 00 00 00                                                                   # requestId: none
                00                                                                            # source: the server
                05 'lobby'                                                                    # session
                '{"event":"presence","joined":["jack","jill"],"left":["joe"],"members":4}'    # data
                """);
    }

    @Test
    void presenceCanBeACountAlone() {
        assertThat(client.decode(event("lobby", "{\"event\":\"presence\",\"members\":5000}")))
                .isEqualTo(new PresenceEvent("lobby", List.of(), List.of(), 5000));
    }

    @Test
    void closedAndKickedSayWhy() {
        both(new ClosedEvent("lobby", "empty"), """
                00 00 00 30                             # length
                03                                      # type: EVENT
                04                                      # flags: JSON
                00 00 00 00                             # requestId: none
                00                                      # source: the server
                05 'lobby'                              # session
                '{"event":"closed","reason":"empty"}'   # data
                """);
        both(new KickedEvent("", "rude"), """
                00 00 00 2a                            # length
                03                                     # type: EVENT
                04                                     # flags: JSON
                00 00 00 00                            # requestId: none
                00                                     # source: the server
                00                                     # session: all of the server
                '{"event":"kicked","reason":"rude"}'   # data
                """);
        assertThat(client.decode(event("lobby", "{\"event\":\"closed\"}"))).isEqualTo(new ClosedEvent("lobby", ""));
        assertThat(client.decode(event("lobby", "{\"event\":\"kicked\"}"))).isEqualTo(new KickedEvent("lobby", ""));
    }

    @Test
    void anAnnouncementIsForEverybodyOrASession() {
        both(new AnnouncementEvent("", "back soon"), """
                00 00 00 33                                     # length
                03                                              # type: EVENT
                04                                              # flags: JSON
                00 00 00 00                                     # requestId: none
                00                                              # source: the server
                00                                              # session: all of the server
                '{"event":"announcement","text":"back soon"}'   # data
                """);
        assertThat(client.decode(event("lobby", "{\"event\":\"announcement\",\"text\":\"cake\"}")))
                .isEqualTo(new AnnouncementEvent("lobby", "cake"));
    }

    @Test
    void laggedNamesTheSequencesMissed() {
        both(new LaggedEvent("lobby", 5, 99), """
                00 00 00 30                            # length
                03                                     # type: EVENT
                04                                     # flags: JSON
                00 00 00 00                            # requestId: none
                00                                     # source: the server
                05 'lobby'                             # session
                '{"event":"lagged","from":5,"to":99}'  # data
                """);
    }

    @Test
    void shutdownSaysWhenToComeBack() {
        both(new ShutdownEvent(2500), """
                00 00 00 32                                  # length
                03                                           # type: EVENT
                04                                           # flags: JSON
                00 00 00 00                                  # requestId: none
                00                                           # source: the server
                00                                           # session: none
                '{"event":"shutdown","reconnectAfter":2500}' # data
                """);
    }

    @Test
    void anEventThatIsUnknownKeepsItsData() {
        both(new UnknownEvent("lobby", "topic", utf8("{\"event\":\"topic\",\"topic\":\"tea\"}")), """
                00 00 00 2c                            # length
                03                                     # type: EVENT
                04                                     # flags: JSON
                00 00 00 00                            # requestId: none
                00                                     # source: the server
                05 'lobby'                             # session
                '{"event":"topic","topic":"tea"}'      # data
                """);
    }

    @Test
    void keysThatAreUnknownArePassedOver() {
        assertThat(client.decode(event("", "{\"event\":\"shutdown\",\"reconnectAfter\":1,\"why\":{\"a\":[]}}")))
                .isEqualTo(new ShutdownEvent(1));
    }

    @Test
    void aPlugInsTypeIsPassedOnToTheClientToo() {
        both(new PluginMessage(MessageType.plugin(0x90, "PLUGIN"), 1, "jill", "lobby", false, utf8("x")), """
                00 00 00 12  # length
                90           # type: of a plug-in
                00           # flags
                00 00 00 01  # requestId
                04 'jill'    # source
                05 'lobby'   # session
                'x'          # data
                """);
    }

    private static byte[] event(String session, String json) {
        return frame(0x03, 0x04, 0, "", session, utf8(json));
    }

    private void both(Message message, String dump) {
        byte[] expected = bytes(dump);
        assertThat(server.encode(message)).isEqualTo(expected);
        assertThat(client.decode(expected)).usingRecursiveComparison().isEqualTo(message);
    }
}
