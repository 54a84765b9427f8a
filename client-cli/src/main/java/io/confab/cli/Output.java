package io.confab.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One thing to show: an event of the server, {@link Incoming}, or what came of a command, {@link Outcome}. Its JSON is
 * the record, with its name as {@code event}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonInclude(JsonInclude.Include.NON_NULL)
interface Output {

    /** Adds what people are to see of it; nothing where they saw it already. */
    void writeTo(Line line);

    /** Whether it belongs on standard error where output is for people and no terminal. */
    default boolean problem() {
        return false;
    }
}
