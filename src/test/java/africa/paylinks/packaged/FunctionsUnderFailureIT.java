package africa.paylinks.packaged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each function answers within its time whatever becomes of what it calls, and the next event normally. The functions run
 * the native executable's poll loop, whose way with exceptions differs from that of the managed runtimes; most of a trial is
 * waiting, so that many processes run at once. The answers and their times are written to {@code packaged/under-failure.md} of the
 * build directory.
 */
@Tag("slow")
class FunctionsUnderFailureIT {

    private static final int AT_ONCE = 12;
    /** About how long one process is tested at most. */
    private static final int SECONDS = 120;
    /** Takes seven requests a second from all who call it, so that one process alone does. */
    private static final String OF_KOMMO = "kommo-deals";

    private static final List<FaultFixture> FIXTURES = Collections.synchronizedList(new ArrayList<>());
    private static final Map<Scenario, Future<Map<Scenario, List<FaultTrial.Result>>>> TRIALS = new LinkedHashMap<>();
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
        List<Group> groups = new ArrayList<>();
        for (List<Dependency> dependencies : Scenarios.ofReconciliation()) {
            FaultFixture fixture = fixture(application, directory);
            groups.add(new Group(fixture, List.of(Scenarios.ofReconciliation(fixture, dependencies))));
        }
        for (List<Dependency> dependencies : Scenarios.ofCharges()) {
            FaultFixture fixture = fixture(application, directory);
            groups.add(new Group(fixture, List.of(Scenarios.ofCharges(fixture, dependencies))));
        }
        Scenarios.in(common).stream().collect(Collectors.groupingBy(Scenario::function, TreeMap::new, Collectors.toList()))
                .forEach((function, scenarios) -> groups.addAll(groups(common, scenarios)));
        // The longest begin first.
        groups.stream().map(group -> group.only(only)).filter(group -> !group.scenarios.isEmpty())
                .sorted(Comparator.comparingInt(Group::seconds).reversed()).forEach(FunctionsUnderFailureIT::begin);
    }

    /** Scenarios of a function that one process goes through. */
    private record Group(FaultFixture fixture, List<Scenario> scenarios) {

        int seconds() {
            return scenarios.stream().mapToInt(Scenario::seconds).sum();
        }

        Group only(String words) {
            return new Group(fixture, scenarios.stream().filter(scenario -> scenario.toString().contains(words)).toList());
        }
    }

    /** Divides the scenarios of a function; a cold one is the first of its process. */
    private static List<Group> groups(FaultFixture fixture, List<Scenario> scenarios) {
        List<List<Scenario>> groups = new ArrayList<>();
        int seconds = 0;
        for (Scenario scenario : scenarios.stream().sorted(Comparator.comparing(Scenario::isCold).reversed()).toList()) {
            seconds += scenario.seconds();
            if (groups.isEmpty() || seconds > SECONDS && !scenario.function().equals(OF_KOMMO)) {
                groups.add(new ArrayList<>());
                seconds = scenario.seconds();
            }
            groups.get(groups.size() - 1).add(scenario);
        }
        return groups.stream().map(group -> new Group(fixture, group)).toList();
    }

    private static void begin(Group group) {
        TemplateFunction function = template.get(group.scenarios.get(0).function());
        Future<Map<Scenario, List<FaultTrial.Result>>> results = THREADS.submit(() -> FaultTrial.run(group.fixture, function, group.scenarios));
        group.scenarios.forEach(scenario -> TRIALS.put(scenario, results));
    }

    private static FaultFixture fixture(NativeApplication application, Path directory) throws IOException {
        FaultFixture fixture = new FaultFixture(application, template, directory.resolve("under-failure"));
        FIXTURES.add(fixture);
        return fixture;
    }

    @AfterAll
    static void end() throws IOException, InterruptedException {
        List<FaultTrial.Result> results = new ArrayList<>();
        for (Scenario scenario : TRIALS.keySet()) {
            try {
                results.addAll(results(scenario));
            } catch (ExecutionException failed) {
                // Said by its test.
            }
        }
        THREADS.shutdownNow();
        FIXTURES.forEach(FaultFixture::close);
        Files.writeString(Packaged.buildDirectory().resolve("packaged").resolve("under-failure.md"), ResultTable.of(results, FaultTrial.repeated()));
    }

    @Test
    void everyFunctionIsTestedWithoutEachOfItsDependencies() {
        Map<String, Set<Dependency>> deployed = new TreeMap<>();
        template.forEach((name, function) -> {
            Set<Dependency> dependencies = new TreeSet<>(function.dependencies());
            dependencies.removeAll(Scenarios.NEVER_CALLED.getOrDefault(name, Set.of()));
            deployed.put(name, dependencies);
        });
        deployed.get("notify-merchant").add(Dependency.ENDPOINT);
        Map<String, Set<Dependency>> tested = new TreeMap<>();
        TRIALS.keySet().forEach(scenario -> tested.computeIfAbsent(scenario.function(), name -> new TreeSet<>())
                .addAll(scenario.dependencies()));

        assertEquals(deployed, tested);
    }

    @TestFactory
    Stream<DynamicTest> answersInTimeAndTheNextEventNormally() {
        return TRIALS.entrySet().stream().map(trial -> DynamicTest.dynamicTest(trial.getKey().toString(),
                () -> assertNoViolations(results(trial.getKey()), fault -> fault != Fault.NONE)));
    }

    @TestFactory
    Stream<DynamicTest> reportsAnUnreadableEventAndAnswersTheNextNormally() {
        return TRIALS.entrySet().stream().map(trial -> DynamicTest.dynamicTest(trial.getKey().function(),
                () -> assertNoViolations(results(trial.getKey()), fault -> fault == Fault.NONE)));
    }

    private static List<FaultTrial.Result> results(Scenario scenario) throws ExecutionException, InterruptedException {
        return TRIALS.get(scenario).get().get(scenario);
    }

    private static void assertNoViolations(List<FaultTrial.Result> results, Predicate<Fault> under) {
        List<FaultTrial.Result> meant = results.stream().filter(result -> under.test(result.fault())).toList();
        assertFalse(meant.isEmpty());
        String wrong = meant.stream().filter(result -> result.wrong().isPresent())
                .map(result -> result.fault().words() + ": " + result.wrong().get()).distinct().collect(Collectors.joining("\n"));
        assertTrue(wrong.isEmpty(), wrong);
    }
}
