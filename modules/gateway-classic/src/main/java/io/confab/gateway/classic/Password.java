package io.confab.gateway.classic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The password in the data of a LOGIN, in front of which some clients send the account's name once more. */
final class Password {

    private Password() {}

    /**
     * @param account the frame's source
     * @param data    {@code password}, {@code account,password}, {@code account:password} or {@code account password}
     */
    static byte[] of(String account, byte[] data) {
        byte[] line = Lines.withoutEnd(data);
        byte[] name = account.getBytes(StandardCharsets.UTF_8);
        boolean named = name.length > 0
                && line.length > name.length
                && isSeparator(line[name.length])
                && Arrays.equals(line, 0, name.length, name, 0, name.length);
        return named ? Arrays.copyOfRange(line, name.length + 1, line.length) : line;
    }

    private static boolean isSeparator(byte b) {
        return b == ',' || b == ':' || b == ' ';
    }
}
