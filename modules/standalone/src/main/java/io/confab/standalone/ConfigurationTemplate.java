package io.confab.standalone;

/** The configuration file as the first start writes it: every key, explained, with its default, commented out. */
final class ConfigurationTemplate {

    private ConfigurationTemplate() {}

    static String text() {
        StringBuilder text = new StringBuilder("""
                # Confab server configuration: one "key = value" a line, no quotes. A line that begins with # says nothing,
                # so remove the # of a key to set it. Read at the start, and again at SIGHUP; what is taken up only at a start says
                # so. The environment and the command line beat this file.
                """);
        for (Key<?> key : Keys.ALL) {
            text.append("\n# ").append(key.description()).append(".\n");
            text.append("# Expected: ").append(key.type().expected()).append(".\n");
            if (key.uptake() == Key.Uptake.AT_START) {
                text.append("# Another value needs a restart.\n");
            }
            text.append("#")
                    .append(key.name())
                    .append(" = ")
                    .append(key.defaultText())
                    .append("\n");
        }
        return text.toString();
    }

    /** The same keys with the values that hold, and where each comes from. */
    static String text(Settings settings) {
        StringBuilder text = new StringBuilder();
        for (Key<?> key : Keys.ALL) {
            text.append("# ").append(settings.origin(key)).append("\n");
            text.append(key.name()).append(" = ").append(settings.text(key)).append("\n");
        }
        return text.toString();
    }
}
