package africa.paylinks.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each function answers within its time whatever becomes of what it calls, and the next event normally. The functions run
 * the native executable's poll loop, whose way with exceptions differs from that of the managed runtimes; most of a trial is
 * waiting, so that many run at once. The answers and their times are written to {@code packaged/under-failure.md} of the
 * build directory.
 */
class FunctionsUnderFailureIT {

    private static final int AT_ONCE = 16;
    private static final Object KOMMO = new Object();

    private static final List<FaultFixture> FIXTURES = Collections.synchronizedList(new ArrayList<>());
    private static final Map<Scenario, Future<List<FaultTrial.Result>>> TRIALS = new LinkedHashMap<>();
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(AT_ONCE);

    private static Map<String, TemplateFunction> template;

    @BeforeAll
    static void begin() throws IOException {
        Path directory = Packaged.buildDirectory().resolve("packaged");
        template = TemplateFunction.all();
        NativeApplication application = NativeApplication.of(Packaged.functionPackage("failure"), directory.resolve("native-failure"));
        String only = System.getProperty("paylinks.under-failure", "");
        FaultFixture common = fixture(application, directory);
        common.archiveClasses();
        for (List<Dependency> dependencies : Scenarios.OF_RECONCILIATION) {
            FaultFixture fixture = fixture(application, directory);
            begin(fixture, Scenarios.ofReconciliation(fixture, dependencies), only);
        }
        for (List<Dependency> dependencies : Scenarios.OF_CHARGES) {
            FaultFixture fixture = fixture(application, directory);
            begin(fixture, Scenarios.ofCharges(fixture, dependencies), only);
        }
        Scenarios.in(common).forEach(scenario -> begin(common, scenario, only));
    }

    private static void begin(FaultFixture fixture, Scenario scenario, String only) {
        if (scenario.toString().contains(only)) {
            // Kommo takes seven requests a second from all who call it.
            Object turn = scenario.function().equals("kommo-deals") ? KOMMO : new Object();
            TRIALS.put(scenario, THREADS.submit(() -> {
                synchronized (turn) {
                    return FaultTrial.run(fixture, template.get(scenario.function()), scenario);
                }
            }));
        }
    }

    private static FaultFixture fixture(NativeApplication application, Path directory) throws IOException {
        FaultFixture fixture = new FaultFixture(application, template, directory.resolve("under-failure"));
        FIXTURES.add(fixture);
        return fixture;
    }

    @AfterAll
    static void end() throws IOException, InterruptedException {
        List<FaultTrial.Result> results = new ArrayList<>();
        for (Future<List<FaultTrial.Result>> trial : TRIALS.values()) {
            try {
                results.addAll(trial.get());
            } catch (ExecutionException failed) {
                // Said by its test.
            }
        }
        THREADS.shutdownNow();
        FIXTURES.forEach(FaultFixture::close);
        Files.writeString(Packaged.buildDirectory().resolve("packaged").resolve("under-failure.md"), ResultTable.of(results));
    }

    @Test
    void everyFunctionIsTestedWithoutEachOfItsDependencies() {
        Map<String, Set<Dependency>> deployed = new TreeMap<>();
        template.forEach((name, function) -> {
            Set<Dependency> dependencies = EnumSet.copyOf(function.dependencies());
            dependencies.removeAll(Scenarios.NEVER_CALLED.getOrDefault(name, Set.of()));
            deployed.put(name, dependencies);
        });
        deployed.get("notify-merchant").add(Dependency.ENDPOINT);
        Map<String, Set<Dependency>> tested = new TreeMap<>();
        TRIALS.keySet().forEach(scenario -> tested.computeIfAbsent(scenario.function(), name -> EnumSet.noneOf(Dependency.class))
                .addAll(scenario.dependencies()));

        assertEquals(deployed, tested);
    }

    @TestFactory
    Stream<DynamicTest> answersInTimeAndTheNextEventNormally() {
        return TRIALS.entrySet().stream().map(trial -> DynamicTest.dynamicTest(trial.getKey().toString(),
                () -> assertNoViolations(trial.getValue().get(), fault -> fault != Fault.NONE)));
    }

    @TestFactory
    Stream<DynamicTest> reportsAnUnreadableEventAndAnswersTheNextNormally() {
        return TRIALS.entrySet().stream().map(trial -> DynamicTest.dynamicTest(trial.getKey().function(),
                () -> assertNoViolations(trial.getValue().get(), fault -> fault == Fault.NONE)));
    }

    private static void assertNoViolations(List<FaultTrial.Result> results, Predicate<Fault> under) {
        List<FaultTrial.Result> meant = results.stream().filter(result -> under.test(result.fault())).toList();
        assertFalse(meant.isEmpty());
        String wrong = meant.stream().filter(result -> result.wrong().isPresent())
                .map(result -> result.fault().words() + ": " + result.wrong().get()).distinct().collect(Collectors.joining("\n"));
        assertTrue(wrong.isEmpty(), wrong);
    }
}
