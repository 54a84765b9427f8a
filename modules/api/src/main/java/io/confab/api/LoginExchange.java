package io.confab.api;

import java.util.concurrent.CompletionStage;

/**
 * One login in several steps, such as SCRAM's. Each {@code LOGIN} of the client is one step; there is one at a time, from any
 * thread. Whoever gives up says nothing: an exchange holds on to nothing that has to be released.
 */
@FunctionalInterface
public interface LoginExchange {

    /**
     * Takes what the client says.
     *
     * @param data at most what a frame holds, not to be changed
     * @return what comes of it; fails as {@link Authenticator#authenticate} does. A {@link CommandException} of
     *         {@link NakCode#UNSUPPORTED} is for data that is none of this mechanism. After a failure, or a step that is not
     *         {@link LoginStep.State#CHALLENGE}, it is not asked again
     */
    CompletionStage<LoginStep> next(byte[] data);
}
