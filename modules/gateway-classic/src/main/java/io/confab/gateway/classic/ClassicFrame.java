package io.confab.gateway.classic;

/**
 * A frame that a client sent.
 *
 * @param type   a {@linkplain ClassicType#isRequest() request}
 * @param source what stands there, which is the client's name at its login and nothing to be trusted anywhere else
 * @param data   without what follows a NUL in it
 */
record ClassicFrame(ClassicType type, String source, byte[] data) {

    /** Leaves the data out: it may be a password. */
    @Override
    public String toString() {
        return "ClassicFrame[" + type + ", source=" + source + ", " + data.length + " bytes]";
    }
}
