package io.confab.it;

import static io.confab.it.JsonClient.ack;
import static io.confab.it.JsonClient.nak;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.gateway.websocket.WebSocketGateway;
import io.confab.server.ConfabServer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/websocket.schema.json} refuses what a server refuses, and what no server sends. */
class WebSocketSchemaRefusalTest {

    private static final MultiThreadIoEventLoopGroup GROUP =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    private static final AtomicInteger ACCOUNTS = new AtomicInteger();

    private static ConfabServer server;

    @BeforeAll
    static void start() throws Exception {
        server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .gateway(WebSocketGateway.builder().build())
                .start()
                .get(30, SECONDS);
        JsonClient jill = JsonClient.connect(GROUP, server.address(), false);
        ack(jill.ask("LOGIN", "\"source\":\"jill\",\"data\":\"x\""));
        ack(jill.ask("CREATE", "\"session\":\"a\""));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close(Duration.ZERO).get(30, SECONDS);
        GROUP.shutdownGracefully(0, 1, SECONDS).sync();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            MALFORMED       | []
            MALFORMED       | "PING"
            MALFORMED       | {}
            MALFORMED       | {"requestId":1}
            MALFORMED       | {"type":1}
            MALFORMED       | {"type":"PING","requestId":"1"}
            MALFORMED       | {"type":"PING","requestId":-1}
            MALFORMED       | {"type":"PING","requestId":1.5}
            MALFORMED       | {"type":"PING","requestId":4294967296}
            MALFORMED       | {"type":"PING","source":["jill"]}
            MALFORMED       | {"type":"PING","data":1}
            MALFORMED       | {"type":"PING","data":null}
            MALFORMED       | {"type":"PING","base64":"?"}
            MALFORMED       | {"type":"PING","base64":"/w"}
            MALFORMED       | {"type":"PING","data":"x","base64":"/w=="}
            MALFORMED       | {"type":"TEXT","session":{}}
            MALFORMED       | {"type":"TEXT","messageId":"1"}
            MALFORMED       | {"type":"TEXT","messageId":"6f1c3b528c394d5c9c570f4f6c9a2b11"}
            MALFORMED       | {"type":"TEXT","sequence":1}
            MALFORMED       | {"type":"TEXT","timestamp":1}
            MALFORMED       | {"type":"TEXT","sequence":-1,"timestamp":1}
            MALFORMED       | {"type":"TEXT","replay":"yes"}
            MALFORMED       | {"type":"LOGIN","source":"jill","data":{"password":"x"}}
            MALFORMED       | {"type":"REGISTER","source":"jean","data":{}}
            MALFORMED       | {"type":"REGISTER","source":"jean","data":{"password":1}}
            MALFORMED       | {"type":"CREATE","session":"a","data":"durable"}
            MALFORMED       | {"type":"CREATE","session":"a","data":{"durable":"yes"}}
            MALFORMED       | {"type":"CREATE","session":"a","data":{"durability":"eternal"}}
            MALFORMED       | {"type":"CREATE","session":"a","data":{"topic":7}}
            MALFORMED       | {"type":"CREATE","session":"a","data":{"capacity":0}}
            MALFORMED       | {"type":"JOIN","session":"a","data":{"after":-1}}
            MALFORMED       | {"type":"JOIN","session":"a","data":{"after":"1"}}
            MALFORMED       | {"type":"LIST","data":{"limit":0}}
            MALFORMED       | {"type":"LIST","data":{"after":1}}
            MALFORMED       | {"type":"HISTORY","session":"a","data":{"before":-1}}
            MALFORMED       | {"type":"HISTORY","session":"a","data":{"around":0.5}}
            MALFORMED       | {"type":"HISTORY","session":"a","data":{"search":1}}
            MALFORMED       | {"type":"HISTORY","session":"a","data":{"limit":0}}
            MALFORMED       | {"type":"DIRECT"}
            MALFORMED       | {"type":"DIRECT","data":"jack"}
            MALFORMED       | {"type":"DIRECT","data":{"to":"jack"}}
            MALFORMED       | {"type":"DIRECT","data":{"text":"x"}}
            MALFORMED       | {"type":"READ","session":"a"}
            MALFORMED       | {"type":"READ","data":{}}
            MALFORMED       | {"type":"READ","data":{"sequence":-1}}
            MALFORMED       | {"type":"KICK","session":"a"}
            MALFORMED       | {"type":"KICK","session":"a","data":{"reason":"x"}}
            MALFORMED       | {"type":"BAN","session":"a","data":{"account":"jack","seconds":0}}
            MALFORMED       | {"type":"BAN","session":"a","data":{"account":"jack","reason":1}}
            MALFORMED       | {"type":"UNBAN","session":"a","data":"jack"}
            MALFORMED       | {"type":"LEAVE","session":"a","data":"x"}
            MALFORMED       | {"type":"CLOSE","session":"a","data":{}}
            MALFORMED       | {"type":"LOGOUT","base64":"/w=="}
            UNSUPPORTED     | {"type":"DANCE","requestId":9}
            UNSUPPORTED     | {"type":"ping","requestId":9}
            UNSUPPORTED     | {"type":"NAK","requestId":9,"data":{"code":"X","reason":"x"}}
            UNSUPPORTED     | {"type":"EVENT","requestId":9,"data":{"event":"presence","joined":[],"left":[],"members":1}}
            UNSUPPORTED     | {"type":"0x7F","requestId":9}
            UNSUPPORTED     | {"type":"0x8a","requestId":9}
            UNSUPPORTED     | {"type":"HISTORY","requestId":9,"session":"a","data":{"search":" "}}
            INVALID_NAME    | {"type":"CREATE","requestId":9}
            INVALID_NAME    | {"type":"CREATE","requestId":9,"session":"a b"}
            INVALID_NAME    | {"type":"JOIN","requestId":9,"session":"a/b"}
            INVALID_NAME    | {"type":"CLOSE","requestId":9}
            INVALID_NAME    | {"type":"KICK","requestId":9,"session":"a","data":{"account":""}}
            INVALID_NAME    | {"type":"LOGIN","requestId":9,"data":"x"}
            """)
    void refusesWhatTheServerRefuses(String code, String message) throws Exception {
        assertThat(MessageSchema.of("fromClient").faults(message)).isNotEmpty();

        try (JsonClient jack = JsonClient.connect(GROUP, server.address(), false)) {
            if (!message.contains("LOGIN") && !message.contains("REGISTER")) {
                String account = "jack-" + ACCOUNTS.incrementAndGet();
                ack(jack.ask("LOGIN", "\"source\":\"" + account + "\",\"data\":\"x\""));
                ack(jack.ask("JOIN", "\"session\":\"a\""));
            }
            jack.say(message);
            nak(jack.nextOf("NAK"), code);
            if (!code.equals("MALFORMED")) {
                ack(jack.ask("PING", ""));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{\"type\":\"DANCE\"}", "{\"type\":\"ACK\",\"requestId\":-1}"})
    void refusesAltogetherWhatNobodySends(String message) {
        assertThat(MessageSchema.whole().faults(message)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ACK\"}",
                "{\"type\":\"ACK\",\"requestId\":0}",
                "{\"type\":\"ACK\",\"requestId\":1,\"source\":\"jill\"}",
                "{\"type\":\"ACK\",\"requestId\":1,\"sequence\":1}",
                "{\"type\":\"NAK\",\"requestId\":1}",
                "{\"type\":\"NAK\",\"requestId\":1,\"data\":\"FORBIDDEN\"}",
                "{\"type\":\"NAK\",\"requestId\":1,\"data\":{\"code\":\"FORBIDDEN\"}}",
                "{\"type\":\"NAK\",\"requestId\":1,\"data\":{\"code\":\"not so\",\"reason\":\"\"}}",
                "{\"type\":\"TEXT\",\"session\":\"lab\",\"sequence\":1,\"timestamp\":1,\"data\":\"x\"}",
                "{\"type\":\"TEXT\",\"source\":\"jill\",\"sequence\":1,\"timestamp\":1,\"data\":\"x\"}",
                "{\"type\":\"TEXT\",\"source\":\"jill\",\"session\":\"lab\",\"data\":\"x\"}",
                "{\"type\":\"TEXT\",\"source\":\"jill\",\"session\":\"lab\",\"sequence\":9007199254740992,\"timestamp\":1}",
                "{\"type\":\"TEXT\",\"source\":\"jill\",\"session\":\"lab\",\"sequence\":1,\"timestamp\":1,\"replay\":false}",
                "{\"type\":\"DIRECT\",\"source\":\"jill\",\"data\":\"x\"}",
                "{\"type\":\"DIRECT\",\"source\":\"jill\",\"sequence\":1,\"timestamp\":1,\"data\":{}}",
                "{\"type\":\"PING\"}",
                "{\"type\":\"PING\",\"requestId\":1,\"data\":\"x\"}",
                "{\"type\":\"JOIN\",\"session\":\"lab\"}",
                "{\"type\":\"EVENT\"}",
                "{\"type\":\"EVENT\",\"data\":{}}",
                "{\"type\":\"EVENT\",\"data\":\"shutdown\"}",
                "{\"type\":\"EVENT\",\"data\":{\"event\":\"closed\",\"reason\":\"\"}}",
                "{\"type\":\"EVENT\",\"session\":\"lab\",\"data\":{\"event\":\"closed\"}}",
                "{\"type\":\"EVENT\",\"data\":{\"event\":\"kicked\",\"reason\":1}}",
                "{\"type\":\"EVENT\",\"data\":{\"event\":\"shutdown\"}}",
                "{\"type\":\"EVENT\",\"data\":{\"event\":\"announcement\"}}",
                "{\"type\":\"EVENT\",\"session\":\"lab\",\"data\":{\"event\":\"lagged\",\"from\":1}}",
                "{\"type\":\"EVENT\",\"session\":\"lab\",\"data\":{\"event\":\"presence\",\"members\":1}}",
                "{\"type\":\"EVENT\",\"session\":\"lab\",\"data\":{\"event\":\"presence\",\"joined\":[1],\"left\":[],\"members\":1}}"
            })
    void refusesWhatNoServerSends(String message) {
        assertThat(MessageSchema.of("fromServer").faults(message)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            TEXT    | {"type":"ACK","requestId":1}
            DIRECT  | {"type":"ACK","requestId":1,"sequence":1,"timestamp":1,"data":"x"}
            CREATE  | {"type":"ACK","requestId":1,"data":{}}
            LOGIN   | {"type":"ACK","requestId":1,"data":"token"}
            LOGIN   | {"type":"ACK","requestId":1,"data":{"role":"king"}}
            LOGIN   | {"type":"ACK","requestId":1,"data":{"token":"x","role":"member"}}
            JOIN    | {"type":"ACK","requestId":1}
            JOIN    | {"type":"ACK","requestId":1,"data":{"sequence":1,"members":1}}
            JOIN    | {"type":"ACK","requestId":1,"data":{"sequence":1,"members":1,"recovered":false}}
            LIST    | {"type":"ACK","requestId":1,"data":{"sessions":[],"users":[]}}
            LIST    | {"type":"ACK","requestId":1,"data":{"sessions":[{"name":"lab"}],"users":[],"more":false}}
            HISTORY | {"type":"ACK","requestId":1,"data":{}}
            UNBAN   | {"type":"ACK","requestId":1,"data":{"lifted":"yes"}}
            """)
    void refusesWhatAnswersNoSuchCommand(String command, String message) {
        assertThat(MessageSchema.ofAck(command).faults(message)).isNotEmpty();
    }
}
