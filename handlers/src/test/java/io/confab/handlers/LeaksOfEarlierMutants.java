package io.confab.handlers;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/**
 * Forgets what leaked before a test, while mutants are tested and only then. Many mutants share a JVM: what a test of one
 * leaked when it failed would otherwise be found by the next one's, and that mutant be taken for killed.
 */
@SuppressWarnings("exports") // public only because a service has to be
public final class LeaksOfEarlierMutants implements TestInstancePreConstructCallback {

    /** For the service loader. */
    public LeaksOfEarlierMutants() {}

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        if (Boolean.getBoolean("confab.mutation")) {
            try {
                LeakPresenceDetector.check(); // counts anew from here on
            } catch (IllegalStateException leaked) {
                // another mutant's
            }
        }
    }
}
