package io.confab.testkit;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives each test that asks for a {@link SeededRandom} one with a seed of its own, and says the seed when the test
 * fails: on standard error, and as a suppressed exception of the failure, where every report shows it.
 *
 * <pre>{@code
 * @ExtendWith(SeededRandomExtension.class)
 * class CodecTest {
 *     @RepeatedTest(1000)
 *     void roundTrips(SeededRandom random) { … }
 * }
 * }</pre>
 *
 * <p>{@code -Dconfab.seed=…} repeats a failure: every test then starts from that seed. A test and its
 * {@code @BeforeEach} methods share one instance.
 */
public final class SeededRandomExtension
        implements ParameterResolver, TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

    private static final Namespace NAMESPACE = Namespace.create(SeededRandomExtension.class);

    /** For {@code @ExtendWith}. */
    public SeededRandomExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SeededRandom.class;
    }

    @Override
    public SeededRandom resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(SeededRandom.class, key -> new SeededRandom(newSeed()), SeededRandom.class);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        tellSeed(context, failure);
        throw failure;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        tellSeed(context, failure);
        throw failure;
    }

    private static long newSeed() {
        String fixed = System.getProperty(SeededRandom.PROPERTY, "");
        if (fixed.isEmpty()) {
            return ThreadLocalRandom.current().nextLong();
        }
        try {
            return Long.parseLong(fixed);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(SeededRandom.PROPERTY + ": " + fixed + " (expected: a whole number)", e);
        }
    }

    private static void tellSeed(ExtensionContext context, Throwable failure) {
        SeededRandom random = context.getStore(NAMESPACE).get(SeededRandom.class, SeededRandom.class);
        if (random != null) {
            String seed = "-D" + SeededRandom.PROPERTY + "=" + random.seed();
            failure.addSuppressed(new RepeatWith(seed));
            System.err.println(context.getRequiredTestClass().getSimpleName() + ", " + context.getDisplayName()
                    + ", failed; repeat it with " + seed);
        }
    }

    /** Carries the seed into the reports, which print suppressed exceptions with the failure. */
    private static final class RepeatWith extends Exception {
        private static final long serialVersionUID = 1L;

        RepeatWith(String seed) {
            super("repeat with " + seed, null, false, false);
        }
    }
}
