package io.confab.api;

/**
 * Has figures to publish. What plugs into a server and implements this besides is asked when the server starts, if the
 * server publishes any.
 */
public interface Metered {

    /** Hands over everything there is to publish; for each server once. */
    void publish(Meters meters);
}
