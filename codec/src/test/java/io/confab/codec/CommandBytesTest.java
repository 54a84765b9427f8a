package io.confab.codec;

import static io.confab.codec.FrameBytes.bytes;
import static io.confab.codec.FrameBytes.frame;
import static io.confab.codec.FrameBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sends, byte by byte and in both directions. */
class CommandBytesTest {

    private static final byte[] NO_DATA = {};

    @RegisterExtension
    final CodecChannel server = CodecChannel.server();

    @RegisterExtension
    final CodecChannel client = CodecChannel.client();

    @Test
    void aLoginCarriesTheNameAsSourceAndThePasswordAsData() {
        both(new LoginCommand(1, "jill", null, utf8("s3cret")), """
                00 00 00 12  # length
                10           # type: LOGIN
                00           # flags
                00 00 00 01  # requestId
                04 'jill'    # source
                00           # session: none
                's3cret'     # data: the password
                """);
    }

    @Test
    void aLoginByAnotherMechanismIsJson() {
        both(new LoginCommand(2, "jill", "token", utf8("{\"mechanism\":\"token\",\"t\":[1]}")), """
                00 00 00 29                       # length
                10                                # type: LOGIN
                04                                # flags: JSON
                00 00 00 02                       # requestId
                04 'jill'                         # source
                00                                # session: none
                '{"mechanism":"token","t":[1]}'   # data: whole, for the mechanism
                """);
    }

    @Test
    void aPasswordIsOpaque() {
        both(new LoginCommand(1, "jill", null, bytes("ff fe 00")), """
                00 00 00 0f  # length
                10           # type: LOGIN
                00           # flags
                00 00 00 01  # requestId
                04 'jill'    # source
                00           # session: none
                ff fe 00     # data: no UTF-8
                """);
    }

    @Test
    void aBanIsJson() {
        both(new BanCommand(9, "", "lab", "jack", "rude", 60L), """
                00 00 00 3a                                        # length
                24                                                 # type: BAN
                04                                                 # flags: JSON
                00 00 00 09                                        # requestId
                00                                                 # source: none
                03 'lab'                                           # session
                '{"account":"jack","reason":"rude","seconds":60}'  # data
                """);
    }

    @Test
    void aKickAndAnUnbanNameWhomTheyMean() {
        both(new KickCommand(9, "", "", "jack", null), """
                00 00 00 1a             # length
                23                      # type: KICK
                04                      # flags: JSON
                00 00 00 09             # requestId
                00                      # source: none
                00                      # session: none, and so the server
                '{"account":"jack"}'    # data
                """);
        both(new UnbanCommand(9, "", "lab", "jack"), """
                00 00 00 1d             # length
                25                      # type: UNBAN
                04                      # flags: JSON
                00 00 00 09             # requestId
                00                      # source: none
                03 'lab'                # session
                '{"account":"jack"}'    # data
                """);
    }

    @Test
    void aRegistrationIsLikeALogin() {
        both(new RegisterCommand(1, "jill", utf8("secret")), """
                00 00 00 12  # length
                22           # type: REGISTER
                00           # flags
                00 00 00 01  # requestId
                04 'jill'    # source
                00           # session: none
                'secret'     # data: the password
                """);
    }

    @Test
    void aStepOfALoginCarriesItsDataInBase64() {
        LoginCommand step = LoginCommand.step(1, "jill", "RIDDLE", utf8("hello"), true);
        assertThat(step.credentials())
                .isEqualTo(
                        utf8("{\"mechanism\":\"RIDDLE\",\"resumable\":true,\"data\":\"aGVsbG8=\",\"receipts\":true}"));
        assertThat(step.details().data()).isEqualTo("aGVsbG8=");
    }

    @Test
    void aLogoutHasNeitherSessionNorData() {
        both(new LogoutCommand(0xFFFF_FFFF, ""), """
                00 00 00 08  # length
                11           # type: LOGOUT
                00           # flags
                ff ff ff ff  # requestId: 4,294,967,295
                00           # source: none
                00           # session: none
                """);
    }

    @Test
    void aCreateWithoutOptionsHasNoData() {
        both(new CreateCommand(3, "", "lobby", SessionOptions.DEFAULT), """
                00 00 00 0d  # length
                12           # type: CREATE
                00           # flags
                00 00 00 03  # requestId
                00           # source: none
                05 'lobby'   # session
                """);
    }

    @Test
    void aCreateWithOptionsIsJson() {
        both(new CreateCommand(3, "", "lobby", new SessionOptions(true, "tea", 9)), """
                00 00 00 38                                     # length
                12                                              # type: CREATE
                04                                              # flags: JSON
                00 00 00 03                                     # requestId
                00                                              # source: none
                05 'lobby'                                      # session
                '{"durable":true,"topic":"tea","capacity":9}'   # data
                """);
    }

    @Test
    void anOptionThatIsLeftOutIsTheServers() {
        both(new CreateCommand(3, "", "lobby", new SessionOptions(null, null, 2)), """
                00 00 00 1b        # length
                12                 # type: CREATE
                04                 # flags: JSON
                00 00 00 03        # requestId
                00                 # source: none
                05 'lobby'         # session
                '{"capacity":2}'   # data
                """);
    }

    @Test
    void aJoinNamesASession() {
        both(new JoinCommand(7, "jill", "Zoë", null), """
                00 00 00 10      # length
                13               # type: JOIN
                00               # flags
                00 00 00 07      # requestId
                04 'jill'        # source
                04 5a 6f c3 ab   # session: bytes are counted, not characters
                """);
    }

    @Test
    void aJoinThatResumesSaysAfterWhat() {
        both(new JoinCommand(7, "", "lobby", 9_007_199_254_740_993L), """
                00 00 00 27                  # length
                13                           # type: JOIN
                04                           # flags: JSON
                00 00 00 07                  # requestId
                00                           # source: none
                05 'lobby'                   # session
                '{"after":9007199254740993}' # data: more than a double can tell
                """);
    }

    @Test
    void aLeaveNamesTheSessionOrMeansTheOnlyOne() {
        both(new LeaveCommand(4, "", "lobby"), """
                00 00 00 0d  # length
                14           # type: LEAVE
                00           # flags
                00 00 00 04  # requestId
                00           # source: none
                05 'lobby'   # session
                """);
        both(new LeaveCommand(5, "", ""), """
                00 00 00 08  # length
                14           # type: LEAVE
                00           # flags
                00 00 00 05  # requestId
                00           # source: none
                00           # session: the only one joined
                """);
    }

    @Test
    void aCloseNamesTheSession() {
        both(new CloseCommand(6, "", "lobby"), """
                00 00 00 0d  # length
                20           # type: CLOSE
                00           # flags
                00 00 00 06  # requestId
                00           # source: none
                05 'lobby'   # session
                """);
    }

    @Test
    void aListOfAllHasNoData() {
        both(new ListCommand(6, "", "", null, null), """
                00 00 00 08  # length
                15           # type: LIST
                00           # flags
                00 00 00 06  # requestId
                00           # source: none
                00           # session: all
                """);
    }

    @Test
    void aListCanBePaged() {
        both(new ListCommand(6, "", "lobby", "jack", 10), """
                00 00 00 28                    # length
                15                             # type: LIST
                04                             # flags: JSON
                00 00 00 06                    # requestId
                00                             # source: none
                05 'lobby'                     # session: its members
                '{"after":"jack","limit":10}'  # data
                """);
        both(new ListCommand(6, "", "", "jack", null), """
                00 00 00 18          # length
                15                   # type: LIST
                04                   # flags: JSON
                00 00 00 06          # requestId
                00 00                # source, session: none
                '{"after":"jack"}'   # data
                """);
        both(new ListCommand(6, "", "", null, 1), """
                00 00 00 13     # length
                15              # type: LIST
                04              # flags: JSON
                00 00 00 06     # requestId
                00 00           # source, session: none
                '{"limit":1}'   # data
                """);
    }

    @Test
    void aTextIsOpaque() {
        both(new TextCommand(8, "jill", "lobby", null, false, bytes("'hi' 00 ff")), """
                00 00 00 15  # length
                16           # type: TEXT
                00           # flags
                00 00 00 08  # requestId
                04 'jill'    # source
                05 'lobby'   # session
                'hi' 00 ff   # data
                """);
    }

    @Test
    void aTextCanHaveAnIdOfTheClients() {
        both(new TextCommand(0, "", "", new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L), false, utf8("hi")), """
                00 00 00 1a              # length
                16                       # type: TEXT
                02                       # flags: IDENTIFIED
                00 00 00 00              # requestId: no reply is wanted
                00                       # source: none
                00                       # session: the only one joined
                01 02 03 04 05 06 07 08  # messageId
                09 0a 0b 0c 0d 0e 0f 10
                'hi'                     # data
                """);
    }

    @Test
    void aTextCanBeJson() {
        both(new TextCommand(8, "", "lobby", null, true, utf8("{\"a\":[{}]}")), """
                00 00 00 17    # length
                16             # type: TEXT
                04             # flags: JSON
                00 00 00 08    # requestId
                00             # source: none
                05 'lobby'     # session
                '{"a":[{}]}'   # data, as it is
                """);
    }

    @Test
    void aTextCanBeEmpty() {
        both(new TextCommand(8, "", "lobby", null, false, NO_DATA), """
                00 00 00 0d  # length
                16           # type: TEXT
                00           # flags
                00 00 00 08  # requestId
                00           # source: none
                05 'lobby'   # session
                """);
    }

    @Test
    void aHistoryMayBeAroundAMessageOrASearch() {
        both(new HistoryCommand(9, "", "lobby", null, null, 4, 7L, "tea"), """
                00 00 00 32                                # length
                17                                         # type: HISTORY
                04                                         # flags: JSON
                00 00 00 09                                # requestId
                00                                         # source: none
                05 'lobby'                                 # session
                '{"limit":4,"around":7,"search":"tea"}'    # data
                """);
    }

    @Test
    void aHistorySaysWhichMessages() {
        both(new HistoryCommand(9, "", "lobby", 50L, 0L, 20), """
                00 00 00 2f                          # length
                17                                   # type: HISTORY
                04                                   # flags: JSON
                00 00 00 09                          # requestId
                00                                   # source: none
                05 'lobby'                           # session
                '{"before":50,"after":0,"limit":20}' # data
                """);
    }

    @Test
    void aHistoryWithoutDataLeavesAllToTheServer() {
        assertThat(server.decode(frame("""
                17           # type: HISTORY
                00           # flags
                00 00 00 09  # requestId
                00           # source: none
                05 'lobby'   # session
                """))).isEqualTo(new HistoryCommand(9, "", "lobby", null, null, null));
    }

    @Test
    void aDirectSaysToWhomInItsData() {
        both(new DirectCommand(10, "", "jack", "psst"), """
                00 00 00 23                     # length
                18                              # type: DIRECT
                04                              # flags: JSON
                00 00 00 0a                     # requestId
                00                              # source: none
                00                              # session: none
                '{"to":"jack","text":"psst"}'   # data
                """);
    }

    @Test
    void aDirectMayHaveAnId() {
        both(new DirectCommand(10, "", new UUID(1, 2), "jack", "psst"), """
                00 00 00 33                                      # length
                18                                               # type: DIRECT
                06                                               # flags: IDENTIFIED, JSON
                00 00 00 0a                                      # requestId
                00                                               # source: none
                00                                               # session: none
                00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02  # messageId
                '{"to":"jack","text":"psst"}'                    # data
                """);
    }

    @Test
    void aReadSaysUpToWhere() {
        both(new ReadCommand(12, "", "lobby", 41), """
                00 00 00 1c        # length
                21                 # type: READ
                04                 # flags: JSON
                00 00 00 0c        # requestId
                00                 # source: none
                05 'lobby'         # session
                '{"sequence":41}'  # data
                """);
    }

    @Test
    void aPingHasAnyData() {
        both(new PingCommand(11, "", bytes("00 ff 80")), """
                00 00 00 0b  # length
                1f           # type: PING
                00           # flags
                00 00 00 0b  # requestId
                00           # source: none
                00           # session: none
                00 ff 80     # data
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x81, 0xBE, 0xBF})
    void aPlugInsTypeIsPassedOnUninterpreted(int type) {
        both(
                new PluginMessage(MessageType.plugin(type, "PLUGIN"), 12, "jill", "lobby", true, utf8("{\"a\":1}")),
                """
                00 00 00 18  # length
                %02x         # type: of a plug-in
                04           # flags: JSON
                00 00 00 0c  # requestId
                04 'jill'    # source
                05 'lobby'   # session
                '{"a":1}'    # data
                """.formatted(type));
        both(new PluginMessage(MessageType.plugin(type, "PLUGIN"), 12, "", "", false, bytes("ff")), """
                00 00 00 09  # length
                %02x         # type: of a plug-in
                00           # flags
                00 00 00 0c  # requestId
                00 00        # source, session: none
                ff           # data
                """.formatted(
                        type));
    }

    @Test
    void aNameHasUpTo255Bytes() {
        String name = "n".repeat(255);
        byte[] expected = frame(0x14, 0, 1, name, name, NO_DATA);
        LeaveCommand leave = new LeaveCommand(1, name, name);

        assertThat(client.encode(leave)).isEqualTo(expected);
        assertThat(server.decode(expected)).isEqualTo(leave);
    }

    @Test
    void fieldsThatACommandHasNoUseForAreSkipped() {
        assertThat(server.decode(frame("""
                16                       # type: TEXT
                0b                       # flags: STAMPED, IDENTIFIED, REPLAY
                00 00 00 01              # requestId
                00                       # source: none
                01 's'                   # session
                ff ff ff ff ff ff ff ff  # sequence
                ff ff ff ff ff ff ff ff  # timestamp
                00 00 00 00 00 00 00 01  # messageId
                00 00 00 00 00 00 00 02
                'x'                      # data
                """)))
                .usingRecursiveComparison()
                .isEqualTo(new TextCommand(1, "", "s", new UUID(1, 2), false, utf8("x")));
    }

    @Test
    void aNameThatDiffersFromTheLastOneInAnyByteIsReadAnew() {
        for (String name : new String[] {"lobby", "lobby", "lobbz", "kobbz", "kobb", "", "kobbx", "Zoë", "Zoé"}) {
            assertThat(server.decode(frame(0x14, 0, 1, name, name, NO_DATA)))
                    .isEqualTo(new LeaveCommand(1, name, name));
        }
    }

    private void both(Command command, String dump) {
        byte[] expected = bytes(dump);
        assertThat(client.encode(command)).isEqualTo(expected);
        assertThat(server.decode(expected)).usingRecursiveComparison().isEqualTo(command);
    }
}
