package io.confab.it.abuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.codec.Command;
import io.confab.codec.CreateCommand;
import io.confab.codec.JoinCommand;
import io.confab.codec.LeaveCommand;
import io.confab.codec.ListCommand;
import io.confab.codec.LoginCommand;
import io.confab.codec.Nak;
import io.confab.codec.PingCommand;
import io.confab.codec.SessionOptions;
import io.confab.codec.TextCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What is done to the server. Each begins on the {@linkplain Crowd crowd}'s event loop and goes on by itself until the
 * crowd is over. In the {@code refusal} there is the reason for which the server is expected to have refused something,
 * or an empty text where it need not refuse anything.
 */
enum Attack {
    /** So that there is something to compare with. */
    NOTHING("") {
        @Override
        void begin(Crowd crowd) {}
    },

    /** Five thousand connections from a hundred addresses, each of which sends a login a byte a second. */
    SLOWLORIS("login_timeout") {
        @Override
        void begin(Crowd crowd) {
            byte[] login = Garbage.frame(new LoginCommand(1, "chatter0", null, new byte[1000]));
            List<Channel> open = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                int address = i % 100;
                crowd.keep(
                        address, crowd.ports().chat(), 1000, () -> new ChannelHandler[] {Crowd.whenActive(open::add)});
            }
            int[] turn = {0};
            crowd.loop()
                    .scheduleAtFixedRate(
                            () -> {
                                open.removeIf(channel -> !channel.isActive());
                                int at = turn[0] / 100 % login.length;
                                for (int i = turn[0]++ % 100; i < open.size(); i += 100) {
                                    crowd.done++;
                                    open.get(i).writeAndFlush(Unpooled.wrappedBuffer(login, at, 1));
                                }
                            },
                            10,
                            10,
                            TimeUnit.MILLISECONDS);
        }
    },

    /** One address connects as fast as it can, and keeps what it gets. */
    CONNECTION_FLOOD("connection_rate") {
        @Override
        void begin(Crowd crowd) {
            for (int i = 0; i < 64; i++) {
                next(crowd, 0);
            }
        }

        private void next(Crowd crowd, int address) {
            if (!crowd.isOver() && crowd.opened - crowd.closed < 15_000) {
                crowd.connect(address, crowd.ports().chat())
                        .addListener(connected -> crowd.loop().execute(() -> next(crowd, address)));
            }
        }
    },

    /** A thousand addresses connect as fast as one process can, and are gone at once. */
    CONNECTION_FLOOD_OF_MANY("") {
        @Override
        void begin(Crowd crowd) {
            for (int i = 0; i < 64; i++) {
                next(crowd);
            }
        }

        private void next(Crowd crowd) {
            if (!crowd.isOver()) {
                int address = (int) (crowd.opened % 1000);
                crowd.connect(address, crowd.ports().chat()).addListener((ChannelFuture connected) -> {
                    connected.channel().close();
                    crowd.loop().execute(() -> next(crowd));
                });
            }
        }
    },

    /** A hundred connections from ten addresses guess passwords as fast as they are told that it was wrong. */
    LOGIN_STORM("login_delay") {
        @Override
        void begin(Crowd crowd) {
            for (int i = 0; i < 100; i++) {
                String account = "victim" + i % 10;
                crowd.keep(
                        i % 10,
                        crowd.ports().chat(),
                        100,
                        () -> new Intruder(crowd, account, "a guess", intruder -> {})
                                .onReply((intruder, refusal) -> intruder.login())
                                .handlers());
            }
        }
    },

    /** A member of a hundred sessions does not read; three others talk in them as fast as they may. */
    NON_READER("") {
        @Override
        void begin(Crowd crowd) {
            Intruder reader = new Intruder(crowd, "mallory0", crowd.password(), intruder -> {
                for (int i = 0; i < 100; i++) {
                    String session = "s" + i;
                    intruder.ask(id -> new CreateCommand(id, "", session, SessionOptions.DEFAULT));
                }
            });
            int[] created = {0};
            reader.onReply((intruder, reply) -> {
                if (++created[0] == 100) {
                    intruder.context().channel().config().setAutoRead(false);
                    for (int i = 1; i <= 3; i++) {
                        talker(crowd, i);
                    }
                }
            });
            crowd.connect(0, crowd.ports().chat(), reader.handlers())
                    .channel()
                    .config()
                    .setOption(ChannelOption.SO_RCVBUF, 4096);
        }

        private void talker(Crowd crowd, int number) {
            Intruder talker = new Intruder(crowd, "mallory" + number, crowd.password(), intruder -> {
                for (int i = 0; i < 100; i++) {
                    String session = "s" + i;
                    intruder.ask(id -> new JoinCommand(id, "", session, null));
                }
            });
            int[] joined = {0};
            talker.onReply((intruder, reply) -> {
                if (++joined[0] == 100) {
                    int[] next = {0};
                    shout(crowd, intruder, () -> text("s" + next[0]++ % 100, 1000));
                }
            });
            crowd.connect(number, crowd.ports().chat(), talker.handlers());
        }
    },

    /** A member of the chatters' session sends texts of 100 bytes as fast as they are taken. */
    FAST_PUBLISHER("message_rate") {
        @Override
        void begin(Crowd crowd) {
            shoutInLobby(crowd, 100);
        }
    },

    /** The same with the longest texts there may be. */
    LONG_TEXTS("byte_rate") {
        @Override
        void begin(Crowd crowd) {
            shoutInLobby(crowd, 65_000);
        }
    },

    /** Ten clients create, join and leave sessions as fast as they are answered, thirty on their way each. */
    SESSION_STORM("command_rate") {
        @Override
        void begin(Crowd crowd) {
            for (int i = 0; i < 10; i++) {
                int number = i;
                Intruder intruder = new Intruder(crowd, "mallory" + i, crowd.password(), admitted -> {
                    for (int j = 0; j < 10; j++) {
                        round(admitted, "storm-" + number + "-" + j);
                    }
                });
                int[] turn = {0};
                intruder.onReply((storming, reply) -> {
                    if (++turn[0] % 3 == 0) {
                        round(storming, "storm-" + number + "-" + turn[0] % 1000);
                    }
                });
                crowd.connect(i, crowd.ports().chat(), intruder.handlers());
            }
        }

        private void round(Intruder intruder, String session) {
            intruder.ask(id -> new CreateCommand(id, "", session, SessionOptions.DEFAULT));
            intruder.ask(id -> new LeaveCommand(id, "", session));
            intruder.ask(id -> new JoinCommand(id, "", session, null));
        }
    },

    /** A hundred accounts make ten thousand sessions, and list them as fast as they are answered. */
    LIST("command_rate") {
        @Override
        void begin(Crowd crowd) {
            for (int i = 0; i < 100; i++) {
                int number = i;
                Intruder intruder = new Intruder(crowd, "mallory" + i, crowd.password(), admitted -> {
                    for (int j = 0; j < 100; j++) {
                        String session = "list-" + number + "-" + j;
                        admitted.ask(id -> new CreateCommand(id, "", session, SessionOptions.DEFAULT));
                    }
                });
                int[] replies = {0};
                intruder.onReply((listing, reply) -> {
                    if (++replies[0] >= 100) {
                        listing.ask(id -> new ListCommand(id, "", "", null, null));
                    }
                });
                crowd.connect(i % 20, crowd.ports().chat(), intruder.handlers());
            }
        }
    },

    /** A hundred addresses begin handshakes as fast as one process can, and have the server do all the work. */
    TLS_HANDSHAKES("") {
        @Override
        void begin(Crowd crowd) {
            byte[] hello = Tls.clientHello();
            for (int i = 0; i < 64; i++) {
                next(crowd, hello);
            }
        }

        private void next(Crowd crowd, byte[] hello) {
            if (crowd.isOver()) {
                return;
            }
            int address = (int) (crowd.opened % 100);
            crowd.connect(
                            address,
                            crowd.ports().chat(),
                            Crowd.greeting(() -> Unpooled.wrappedBuffer(hello)),
                            Crowd.onceRead(channel -> {
                                crowd.answered++;
                                Crowd.reset(channel);
                            }))
                    .channel()
                    .closeFuture()
                    .addListener(ended -> crowd.loop().execute(() -> next(crowd, hello)));
        }
    },

    /** Ten connections ask for new keys again and again, as TLS 1.2 lets a client do; counts how often they get them. */
    TLS_RENEGOTIATION("") {
        @Override
        void begin(Crowd crowd) {
            for (int i = 0; i < 10; i++) {
                Thread thread = new Thread(() -> Tls.renegotiate(crowd), "renegotiation");
                thread.setDaemon(true);
                thread.start();
            }
        }
    },

    /** Bytes without a meaning on every port, some of which begin as if they had one. */
    GARBAGE("") {
        @Override
        void begin(Crowd crowd) {
            Random random = new Random(42);
            int[] ports = crowd.ports().all();
            for (int i = 0; i < 400; i++) {
                int port = ports[i % ports.length];
                crowd.keep(i % 100, port, 50, () -> new ChannelHandler[] {
                    Crowd.greeting(() -> {
                        crowd.done++;
                        return Garbage.next(random);
                    })
                });
            }
        }
    },

    /** Ten members stop: nothing comes from them any more, not even the end of the connection. */
    HALF_OPEN("idle") {
        @Override
        void begin(Crowd crowd) {
            for (int i = 0; i < 10; i++) {
                Intruder intruder = new Intruder(
                        crowd,
                        "mallory" + i,
                        crowd.password(),
                        admitted -> admitted.context().channel().config().setAutoRead(false));
                crowd.connect(i, crowd.ports().chat(), intruder.handlers());
            }
        }
    },

    /** A thousand connections a second from a hundred addresses, each reset in the middle of its login. */
    RESETS("") {
        @Override
        void begin(Crowd crowd) {
            byte[] login = Garbage.frame(new LoginCommand(1, "chatter0", null, "a guess".getBytes(UTF_8)));
            byte[] half = Arrays.copyOf(login, login.length - 3);
            crowd.everySecond(
                    1000,
                    () -> crowd.connect(
                                    (int) (crowd.done++ % 100), crowd.ports().chat())
                            .addListener((ChannelFuture connected) -> {
                                if (connected.isSuccess()) {
                                    connected
                                            .channel()
                                            .writeAndFlush(Unpooled.wrappedBuffer(half))
                                            .addListener(written -> Crowd.reset(connected.channel()));
                                }
                            }));
        }
    },

    /**
     * Ten thousand connections from two hundred addresses, each of a kind that takes memory: most leave the longest frame,
     * request or handshake unfinished that they may send before they log in; a hundred are members who do not read, and ask for
     * more and more to be sent.
     */
    TEN_THOUSAND("login_timeout") {
        @Override
        void begin(Crowd crowd) {
            Random random = new Random(7);
            for (int i = 0; i < 9900; i++) {
                int address = i % 200;
                Supplier<ByteBuf> bytes = Garbage.unfinished(i % 5, random);
                crowd.loop()
                        .schedule(
                                () -> crowd.keep(address, crowd.ports().chat(), 500, () ->
                                        new ChannelHandler[] {Crowd.greeting(bytes)}),
                                i / 200 * 50L,
                                TimeUnit.MILLISECONDS);
            }
            for (int i = 0; i < 100; i++) {
                Intruder intruder = new Intruder(crowd, "mallory" + i, crowd.password(), admitted -> {
                    admitted.context().channel().config().setAutoRead(false);
                    shout(crowd, admitted, () -> new PingCommand(1, "", new byte[0]));
                });
                crowd.connect(200 + i % 20, crowd.ports().chat(), intruder.handlers());
            }
        }
    };

    private final String refusal;

    Attack(String refusal) {
        this.refusal = refusal;
    }

    /** Why the server is expected to refuse something; empty where it need not. */
    String refusal() {
        return refusal;
    }

    abstract void begin(Crowd crowd);

    private static TextCommand text(String session, int length) {
        byte[] text = new byte[length];
        Arrays.fill(text, (byte) 'x');
        return new TextCommand(0, "", session, null, false, text);
    }

    private static void shoutInLobby(Crowd crowd, int length) {
        Intruder intruder = new Intruder(
                crowd,
                "mallory0",
                crowd.password(),
                admitted -> admitted.ask(id -> new JoinCommand(id, "", Chatters.SESSION, null)));
        TextCommand text = text(Chatters.SESSION, length);
        intruder.onReply((joined, reply) -> {
            if (reply instanceof Nak) {
                throw new IllegalStateException("reply: " + reply + " (expected: ACK)");
            }
            shout(crowd, joined, () -> text);
        });
        crowd.connect(0, crowd.ports().chat(), intruder.handlers());
    }

    /** Sends commands as long as the connection takes them, and looks again a moment later. */
    private static void shout(Crowd crowd, Intruder intruder, Supplier<Command> commands) {
        Channel channel = intruder.context().channel();
        for (int i = 0; i < 1000 && channel.isWritable(); i++) {
            intruder.say(commands.get());
        }
        if (!crowd.isOver() && channel.isActive()) {
            crowd.loop().schedule(() -> shout(crowd, intruder, commands), 1, TimeUnit.MILLISECONDS);
        }
    }
}
