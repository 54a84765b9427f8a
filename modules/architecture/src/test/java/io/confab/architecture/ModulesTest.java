package io.confab.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the modules: each may use what is named here, and no other package of Confab's. */
@AnalyzeClasses(packages = "io.confab", importOptions = ImportOption.DoNotIncludeTests.class)
class ModulesTest {

    private static final String API = "io.confab.api..";
    private static final String CODEC = "io.confab.codec..";
    private static final String SESSION = "io.confab.session..";
    private static final String HANDLERS = "io.confab.handlers..";
    private static final String SERVER = "io.confab.server..";
    private static final String CLIENT = "io.confab.client..";
    private static final String ACCOUNTS = "io.confab.accounts.csv..";
    private static final String LOG = "io.confab.log.sqlite..";
    private static final String GATEWAYS = "io.confab.gateway..";
    private static final String WEB = "io.confab.web..";
    private static final String METRICS = "io.confab.metrics.micrometer..";
    private static final String PASSWORD = "io.confab.authenticator.password..";

    @ArchTest
    static final ArchRule apiNeedsTheJdkAndJspecifyOnly = classes()
            .that()
            .resideInAPackage(API)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(API, "java..", "javax.crypto..", "org.jspecify.."));

    @ArchTest
    static final ArchRule codecUsesApi = mayUse(CODEC, API);

    @ArchTest
    static final ArchRule sessionUsesCodec = mayUse(SESSION, CODEC, API);

    @ArchTest
    static final ArchRule handlersUseSession = mayUse(HANDLERS, SESSION, CODEC, API);

    @ArchTest
    static final ArchRule serverUsesHandlers = mayUse(SERVER, HANDLERS, SESSION, CODEC, API);

    @ArchTest
    static final ArchRule classicUsesHandlers = mayUse("io.confab.gateway.classic..", HANDLERS, CODEC, API);

    @ArchTest
    static final ArchRule webSocketUsesHandlers = mayUse("io.confab.gateway.websocket..", HANDLERS, CODEC, API);

    @ArchTest
    static final ArchRule webClientUsesWebSocket = mayUse(WEB, "io.confab.gateway.websocket..");

    @ArchTest
    static final ArchRule clientUsesCodec = mayUse(CLIENT, CODEC, API);

    @ArchTest
    static final ArchRule accountsUseApi = mayUse(ACCOUNTS, API);

    @ArchTest
    static final ArchRule logsUseApi = mayUse(LOG, API);

    @ArchTest
    static final ArchRule metricsUseApi = mayUse(METRICS, API);

    @ArchTest
    static final ArchRule passwordsUseApi = mayUse(PASSWORD, API);

    @ArchTest
    static final ArchRule terminalClientSpeaksThroughTheClientLibrary = mayUse("io.confab.cli..", CLIENT, CODEC, API);

    /** Codec and session are among them as far as the server hands them out, to say how it is. */
    @ArchTest
    static final ArchRule standaloneUsesTheServerAndWhatPlugsIn = mayUse(
            "io.confab.standalone..",
            SERVER,
            ACCOUNTS,
            PASSWORD,
            LOG,
            GATEWAYS,
            METRICS,
            WEB,
            HANDLERS,
            SESSION,
            CODEC,
            API);

    @ArchTest
    static final ArchRule testkitUsesWhatItTests = mayUse("io.confab.testkit..", SERVER, CLIENT, API);

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.confab.(**)").should().beFreeOfCycles();

    private static ArchRule mayUse(String module, String... others) {
        return classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("io.confab.."))
                        .or(resideInAPackage(module))
                        .or(resideInAnyPackage(others)))
                .as(module + " uses of Confab's only " + String.join(", ", others));
    }
}
