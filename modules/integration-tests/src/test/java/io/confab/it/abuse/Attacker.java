package io.confab.it.abuse;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The process of its own in which an attack runs, so that it takes nothing from those who watch. Ends by itself; what it did is the one
 * line that it prints.
 */
public final class Attacker {

    private Attacker() {}

    /** @param args which attack, the server's ports, the password of its members, and for how long, in seconds */
    public static void main(String[] args) throws Exception {
        Attack attack = Attack.valueOf(args[0]);
        // Its own addresses, so that it does not pay for what an earlier one did.
        int network = 10 + (int) (ProcessHandle.current().pid() % 200);
        Crowd crowd = new Crowd(network, Ports.parse(args[1]), args[2]);
        Duration length = Duration.ofSeconds(Long.parseLong(args[3]));
        crowd.loop().submit(() -> attack.begin(crowd)).get();
        crowd.loop()
                .schedule(
                        () -> {
                            crowd.end();
                            System.out.printf(
                                    "%d connections, %d at a time, %d failed; %d sent, %d answered%n",
                                    crowd.opened, crowd.most, crowd.failed, crowd.done, crowd.answered);
                        },
                        length.toMillis(),
                        TimeUnit.MILLISECONDS)
                .get();
        System.exit(0); // its connections go with it
    }
}
