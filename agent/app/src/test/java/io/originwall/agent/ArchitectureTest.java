package io.originwall.agent;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.not;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.originwall.agent.cli.Main;
import io.originwall.agent.config.Config;
import io.originwall.agent.config.StateConfig;
import io.originwall.agent.state.AcceptedConfig;
import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.GuardRemovals;
import io.originwall.agent.state.LastChanges;
import io.originwall.agent.state.LastFetch;
import io.originwall.agent.state.StateDirectory;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** The modules and the dependencies between them, held over the agent and every target on its class path. */
@AnalyzeClasses(
        packages = "io.originwall",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
    private static final String AGENT = "io.originwall.agent..";
    private static final String CLI = "io.originwall.agent.cli..";
    private static final String API = "io.originwall.api..";
    private static final String NET = "io.originwall.net..";
    private static final String STATE = "io.originwall.state..";
    private static final String HOST = "io.originwall.linux..";
    private static final String[] SHARED_BY_HOST_TARGETS = {
        "io.originwall.linux.addresses",
        "io.originwall.linux.guard",
        "io.originwall.linux.monitor",
        "io.originwall.linux.ports",
        "io.originwall.linux.script",
        "io.originwall.linux.survey"
    };
    private static final String JSON = "io.originwall.json..";
    private static final String EXEC = "io.originwall.exec..";
    private static final String TEXT = "io.originwall.text..";

    private static final List<Class<?>> OPENERS = List.of(
            Files.class,
            File.class,
            FileInputStream.class,
            FileOutputStream.class,
            RandomAccessFile.class,
            FileReader.class,
            FileWriter.class,
            AsynchronousFileChannel.class);

    /** The config, a list in a file, what the kernel tells, the demo's sandbox, the docs, the service on Windows. */
    private static final Pattern OPEN_OTHER_FILES =
            Pattern.compile("io\\.originwall\\.agent\\.(config\\.(ConfigFile|EnvironmentFile)|control\\..+"
                    + "|ranges\\.(RangeFeed|EmbeddedRanges)|log\\.JournaldStream|daemon\\.(ProcessorTime|http\\.ProcessMetrics)"
                    + "|cli\\.(RemoteSession|DaemonClient|DemoCommand|ServiceCommand|Output|generate\\..+)|demo\\.(DemoNetwork|Tools)|windows\\..+"
                    + "|state\\.(StateDirectory|StateFileCheck|AtomicFile|FileOwnership|FilePermissions))(\\$.*)?");

    private static final List<Class<?>> MUTABLE = List.of(
            AbstractCollection.class, AbstractMap.class, ConcurrentMap.class, StringBuilder.class, ThreadLocal.class);

    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    /** The agent knows no target, and no target knows the agent or another target; a new target needs no rule here. */
    @ArchTest
    static final ArchRule modulesKnowOnlyWhatIsShared = slices().matching("io.originwall.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAnyPackage(API, NET, EXEC, JSON, STATE, TEXT));

    /** What nftables and iptables share are packages with one job each, which know none of them. */
    @ArchTest
    static final ArchRule hostTargetsDoNotKnowEachOther = slices().matching("io.originwall.linux.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAnyPackage(HOST), resideInAnyPackage(SHARED_BY_HOST_TARGETS));

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.originwall.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theApiNeedsOnlyTheJdk = classes()
            .that()
            .resideInAPackage(API)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(API, NET, TEXT, "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule theStateStoreNeedsOnlyTheJdk = classes()
            .that()
            .resideInAPackage(STATE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(STATE, "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule theDoorToProcessesKnowsNothingOfOurs =
            classes().that().resideInAPackage(EXEC).should().onlyDependOnClassesThat(oursOnlyIn(EXEC));

    @ArchTest
    static final ArchRule textNeedsOnlyTheJdk = classes()
            .that()
            .resideInAPackage(TEXT)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(TEXT, "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule addressesNeedOnlyTheJdk = classes()
            .that()
            .resideInAPackage(NET)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(NET, TEXT, "java..", "org.jspecify..", "inet.ipaddr..");

    @ArchTest
    static final ArchRule addressTextIsTheOnlyUserOfIpAddress = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.originwall.net.AddressText")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("inet.ipaddr..");

    @ArchTest
    static final ArchRule jacksonIsKnownWhereTextIsReadOrWritten = noClasses()
            .that(resideOutsideOfPackages(
                    "io.originwall.agent.config..",
                    "io.originwall.agent.control..",
                    "io.originwall.agent.ranges..",
                    JSON))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule prometheusIsKnownWhereMetricsAreTold = noClasses()
            .that()
            .resideOutsideOfPackage("io.originwall.agent.daemon.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.prometheus..");

    @ArchTest
    static final ArchRule theStatusServerKnowsNeitherTheDaemonNorTheCommands = noClasses()
            .that()
            .resideInAPackage("io.originwall.agent.daemon.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.originwall.agent.daemon", CLI);

    /** Its time limits hold whatever a peer does; those of the JDK's clients do not. */
    @ArchTest
    static final ArchRule theAgentAsksOthersThroughOneClient = noClasses()
            .that(resideInAnyPackage(AGENT))
            .and(resideOutsideOfPackages("io.originwall.agent.http.."))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hc..", "java.net.http..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(URLConnection.class)
            .orShould()
            .callMethod(URL.class, "openStream");

    @ArchTest
    static final ArchRule processesRunThroughOneDoor = noClasses()
            .that()
            .resideOutsideOfPackage(EXEC)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.commons.exec..");

    /**
     * Files of the state directory are opened by {@link StateDirectory} only. Whoever opens other files is named here; nobody who is given a
     * state directory is.
     */
    @ArchTest
    static final ArchRule filesOfTheStateAreOpenedInOnePlace = noClasses()
            .that()
            .resideInAPackage(AGENT)
            .and(are(describe(
                    "not known to open other files",
                    type -> !OPEN_OTHER_FILES.matcher(type.getName()).matches())))
            .should()
            .dependOnClassesThat(describe("open files", type -> OPENERS.stream().anyMatch(type::isEquivalentTo)))
            .orShould()
            .callMethod(FileChannel.class, "open", Path.class, OpenOption[].class)
            .orShould()
            .callMethod(FileChannel.class, "open", Path.class, Set.class, FileAttribute[].class);

    @ArchTest
    static final ArchRule whoOpensOtherFilesHasNoStateDirectory = noClasses()
            .that()
            .resideOutsideOfPackage("io.originwall.agent.state")
            .and(are(describe(
                    "known to open other files",
                    type -> OPEN_OTHER_FILES.matcher(type.getName()).matches())))
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(StateDirectory.class)
            .orShould()
            .callMethod(Config.class, "stateDir")
            .orShould()
            .callMethod(StateConfig.class, "store");

    /** They work with a database or a bucket too: only the entries choose the store. */
    @ArchTest
    static final ArchRule whoKeepsDocumentsKnowsOnlyTheStore = noClasses()
            .that(resideInAnyPackage("io.originwall.agent.ranges..", "io.originwall.agent.journal.."))
            .or()
            .belongToAnyOf(LastChanges.class, LastFetch.class, GuardRemovals.class, AcceptedConfig.class)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(StateDirectory.class, DirectoryStore.class)
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("DirectoryLog")
            .orShould()
            .callMethod(Config.class, "stateDir")
            .orShould()
            .callMethod(StateConfig.class, "store");

    @ArchTest
    static final ArchRule logsGoThroughSlf4j =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    /** Which backend is behind SLF4J, and how it is set up, is the entry's concern. */
    @ArchTest
    static final ArchRule whoeverLogsDoesNotKnowTheLog = noClasses()
            .that(resideOutsideOfPackages(CLI, "io.originwall.agent.daemon..", "io.originwall.agent.log.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.originwall.agent.log..");

    @ArchTest
    static final ArchRule onlySignalsLooksBehindTheJdk = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.originwall.agent.daemon.Signals")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("sun..", "jdk.internal..");

    @ArchTest
    static final ArchRule onlyMainEndsTheProcess = noClasses()
            .that()
            .doNotBelongToAnyOf(Main.class)
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    @ArchTest
    static final ArchRule theJournalAndTheNotificationsOnlyListen = noClasses()
            .that()
            .resideInAnyPackage("io.originwall.agent.journal..", "io.originwall.agent.daemon.notify..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.originwall.agent.daemon", CLI);

    /** The demo's client is a process of its own, which answers on its stdout; the log goes to stderr. */
    @ArchTest
    static final ArchRule onlyCommandsPrint = noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .and()
            .doNotHaveFullyQualifiedName("io.originwall.agent.demo.DemoClient")
            .and()
            .doNotHaveFullyQualifiedName("io.originwall.agent.log.LogProvider")
            .should(ACCESS_STANDARD_STREAMS);

    /**
     * {@link io.originwall.agent.cli.Console} cleans what is printed; a stream of one's own would not, nor do bytes. The row of the progress
     * needs escapes that are no colours, and cleans its text itself.
     */
    @ArchTest
    static final ArchRule commandsPrintCleanText = noClasses()
            .that()
            .resideInAPackage(CLI)
            .and()
            .haveNameNotMatching(
                    ".*\\.cli\\.(Main|Console|Output|CleanPrintStream|ClientStream|DemoCommand|Failures|TerminalProgress(\\$1)?)")
            .should()
            .callConstructorWhere(target(owner(assignableTo(OutputStream.class))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(OutputStream.class))).and(target(nameMatching("write.*"))));

    @ArchTest
    static final ArchRule noPackageLeavesNullUnsaid = classes().should(be(inANullMarkedPackage()));

    @ArchTest
    static final ArchRule nothingSharedCanChange = fields().that()
            .areStatic()
            .and(areWrittenByAPerson())
            .should()
            .beFinal()
            .andShould(not(be(mutable())));

    /** Classes of others are as they may be; of our own, only those in the given packages. */
    private static DescribedPredicate<JavaClass> oursOnlyIn(String... packages) {
        return resideOutsideOfPackages("io.originwall..")
                .or(resideInAnyPackage(packages))
                .as("are not ours, or reside in any package %s", List.of(packages));
    }

    private static DescribedPredicate<JavaClass> inANullMarkedPackage() {
        return describe("in a @NullMarked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class));
    }

    private static DescribedPredicate<JavaField> areWrittenByAPerson() {
        return describe(
                "are written by a person", field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
    }

    /** What the type alone tells; a field declared as {@code List} holds a {@code List.of}, which review must see to. */
    private static DescribedPredicate<JavaField> mutable() {
        return describe("of a mutable type", field -> {
            JavaClass type = field.getRawType();
            return type.isArray()
                    || type.getPackageName().equals("java.util.concurrent.atomic")
                    || MUTABLE.stream().anyMatch(type::isAssignableTo);
        });
    }
}
