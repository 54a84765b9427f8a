package io.confab.examples.plugin;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.MessageType;
import io.confab.codec.PluginMessage;
import io.confab.codec.Reply;
import io.confab.handlers.CommandPlugin;
import io.confab.handlers.PluginCall;
import io.confab.session.Session;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * {@code ROLL}, type 0x80: rolls a die that nobody can cheat with, because the server rolls it.
 *
 * <p>The data of the command is the number of sides, as text; none for six. The {@code ACK} has the JSON object
 * {@code {"rolled": n}}, and every other member of the session is sent a message of the same type with the roller as its
 * source and the number as its data.
 */
public final class RollCommand implements CommandPlugin {

    /** The type of the command, and of the message that tells the others. */
    public static final MessageType ROLL = MessageType.plugin(0x80, "ROLL");

    private static final int MAX_SIDES = 1000;

    private final RandomGenerator random;

    /** @param random thread-safe */
    public RollCommand(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public MessageType type() {
        return ROLL;
    }

    @Override
    public CompletionStage<Reply> handle(PluginCall call) {
        Session session = call.session(); // refuses those who are not members
        int rolled = 1 + random.nextInt(sides(call.command()));
        byte[] data = Integer.toString(rolled).getBytes(StandardCharsets.UTF_8);
        PluginMessage event = new PluginMessage(ROLL, 0, call.account(), session.name(), false, data);
        for (String member : session.memberNames(null, session.size())) {
            if (!member.equals(call.account())) {
                call.send(member, event);
            }
        }
        return call.ack(new Rolled(rolled));
    }

    private static int sides(PluginMessage command) {
        String text = new String(command.data(), StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return 6;
        }
        try {
            int sides = Integer.parseInt(text);
            if (sides >= 2 && sides <= MAX_SIDES) {
                return sides;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new CommandException(NakCode.UNSUPPORTED, "sides: " + text + " (expected: 2 to " + MAX_SIDES + ")");
    }

    /** What the roller is told. */
    public record Rolled(int rolled) {}
}
