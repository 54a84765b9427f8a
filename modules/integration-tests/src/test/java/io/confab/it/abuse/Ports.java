package io.confab.it.abuse;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where a server listens. */
record Ports(int chat, int webSocket, int classic, int metrics) {

    static Ports parse(String text) {
        int[] ports = Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
        return new Ports(ports[0], ports[1], ports[2], ports[3]);
    }

    int[] all() {
        return new int[] {chat, webSocket, classic, metrics};
    }

    @Override
    public String toString() {
        return Arrays.stream(all()).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}
