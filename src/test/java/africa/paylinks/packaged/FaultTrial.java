package africa.paylinks.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * One scenario under every fault: an answer has to come within the function's time and to be one that its caller can act on,
 * the process has to live, and the next event has to be answered as if nothing had been. A process serves several scenarios of
 * its function, one after the other, as it costs more to start than to answer.
 */
final class FaultTrial implements AutoCloseable {

    /** Throttling comes last: who says when to call again is left alone until then. */
    private static final List<Fault> FAULTS = List.of(Fault.REFUSE, Fault.RESET, Fault.SERVER_ERROR, Fault.CONFLICT,
            Fault.WRONG_CONTENT, Fault.HANG_BEFORE_HEADERS, Fault.HANG_IN_BODY, Fault.THROTTLE);

    private static final List<String> UNREADABLE = List.of("no JSON", "{\"Records\":", "7", "[[]]", "null",
            "{\"headers\":7,\"Records\":7,\"identitySource\":7,\"webhook\":7}");

    private static final Queue<Result> REPEATED = new ConcurrentLinkedQueue<>();
    private static final Semaphore STARTS = new Semaphore(Runtime.getRuntime().availableProcessors());

    private final FaultFixture fixture;
    private final TemplateFunction function;
    private final Map<Dependency, FaultProxy> all = new TreeMap<>();
    private final Map<Dependency, FaultProxy> proxies = new TreeMap<>();
    private final List<Result> results = new ArrayList<>();
    private final Set<Dependency> met = new TreeSet<>();
    private Scenario scenario;
    private PackagedFunction process;

    private FaultTrial(FaultFixture fixture, TemplateFunction function, List<Scenario> scenarios) throws IOException {
        this.fixture = fixture;
        this.function = function;
        for (Scenario each : scenarios) {
            for (Dependency dependency : each.involved()) {
                if (!all.containsKey(dependency)) {
                    all.put(dependency, FaultProxy.before(fixture.address(dependency), dependency.protocol()));
                }
            }
        }
    }

    /**
     * Runs scenarios of a function in one process; what went wrong is in the results of each.
     *
     * @param scenarios a cold one only as the first
     */
    static Map<Scenario, List<Result>> run(FaultFixture fixture, TemplateFunction function, List<Scenario> scenarios) throws IOException {
        Map<Scenario, List<Result>> results = new HashMap<>();
        try (FaultTrial trial = new FaultTrial(fixture, function, scenarios)) {
            for (Scenario scenario : scenarios) {
                trial.run(scenario);
                results.put(scenario, List.copyOf(trial.results));
            }
        }
        return results;
    }

    private void run(Scenario next) throws IOException {
        scenario = next;
        results.clear();
        met.clear();
        proxies.clear();
        all.forEach((dependency, proxy) -> {
            proxy.injectFault(scenario.absent().contains(dependency) ? Fault.REFUSE : Fault.NONE);
            if (scenario.dependencies().contains(dependency)) {
                proxies.put(dependency, proxy);
            }
        });
        if (scenario.dependencies().contains(Dependency.ENDPOINT)) {
            Map<String, URI> endpoints = new HashMap<>();
            for (Fault fault : Fault.values()) {
                endpoints.put(Scenarios.merchant(fault), URI.create(proxies.get(Dependency.ENDPOINT).address() + "?" + fault.ordinal()));
            }
            fixture.endpoints(endpoints);
        }
        startAndAnswer();
        for (Fault fault : scenario.isCold() ? FAULTS.subList(1, FAULTS.size()) : FAULTS) {
            if (scenario.isCold()) {
                // What is cold must not be read in between by a thread that still waits for it.
                repeatWhereWrong(() -> meet(fault));
            } else {
                repeatWhereWrong(() -> {
                    meet(fault);
                    next(fault);
                });
            }
        }
        if (scenario.isCold()) {
            repeatWhereWrong(() -> next(FAULTS.get(FAULTS.size() - 1)));
        }
        repeatWhereWrong(this::unreadable);
        // What is seldom called does not meet each of the faults, but a scenario that never calls it shows nothing.
        proxies.keySet().stream().filter(dependency -> !met.contains(dependency)).forEach(dependency -> results.add(new Result(
                function.name(), dependency, Fault.RESET, "not called", Duration.ZERO,
                Optional.of("no event came to call " + dependency.words()), true)));
    }

    /**
     * Runs a part of the trial again, up to twice, when an answer is wrong: with limits of half a second and one second, a function fails on a machine
     * that stands still for as long. What it does wrong by itself it does each time. A function that does not answer at all gets no second chance.
     */
    private void repeatWhereWrong(Part part) throws IOException {
        int before = results.size();
        part.run();
        for (int again = 0; again < 2; again++) {
            List<Result> since = results.subList(before, results.size());
            if (since.stream().allMatch(result -> result.wrong().isEmpty()) || !since.stream().allMatch(Result::answered)) {
                return;
            }
            REPEATED.addAll(since.stream().filter(result -> result.wrong().isPresent()).toList());
            since.clear();
            part.run();
        }
    }

    /** What was wrong and then tried again, in all trials. */
    static List<Result> repeated() {
        return List.copyOf(REPEATED);
    }

    /** What no caller sends, and what comes all the same when an event has another form than was believed. */
    private void unreadable() throws IOException {
        for (String event : UNREADABLE) {
            try {
                RuntimeApi.Answer answer = process.invoke(event.getBytes(StandardCharsets.UTF_8), function.timeout());
                JsonNode json = FaultFixture.parse(answer.text());
                boolean fits = answer.failed() ? json.path("errorType").isTextual()
                        : json.path("statusCode").asInt(400) >= 400 && json.isObject();
                add(Fault.NONE, ExpectedAnswers.words(answer), answer.took(), fits ? Optional.empty()
                        : Optional.of("unfit answer to " + event + ": " + answer.text()));
            } catch (FunctionDied none) {
                addUnanswered(Fault.NONE, "none", "to " + event + " " + none.getMessage());
                restart();
            }
        }
        next(Fault.NONE);
    }

    /** A few processes start at a time: one that starts beside too many others misses the limits of its first calls. */
    private void startAndAnswer() throws IOException {
        Fault first = scenario.isCold() ? FAULTS.get(0) : Fault.NONE;
        STARTS.acquireUninterruptibly();
        try {
            injectFault(first);
            if (process == null) {
                start();
            }
            repeatWhereWrong(() -> {
                if (scenario.isCold()) {
                    meet(first);
                } else {
                    next(first);
                }
            });
        } finally {
            STARTS.release();
        }
    }

    private void start() throws IOException {
        Map<String, String> environment = new HashMap<>(fixture.environment(function.name()));
        all.forEach((dependency, proxy) -> {
            if (!dependency.variable().isEmpty()) {
                environment.put(dependency.variable(), proxy.address().toString());
            }
        });
        process = fixture.start(function.name(), environment, scenario.dependencies().get(0).words());
    }

    private void injectFault(Fault fault) {
        proxies.values().forEach(proxy -> proxy.injectFault(fault));
    }

    private void meet(Fault fault) throws IOException {
        JsonNode event = scenario.question().apply(fault);
        injectFault(fault);
        try {
            RuntimeApi.Answer answer = process.invoke(FaultFixture.bytes(event), function.timeout());
            Optional<String> wrong = ExpectedAnswers.mismatch(function.kind(), scenario.normal(), answer);
            proxies.entrySet().stream().filter(proxy -> proxy.getValue().faultCount() > 0).forEach(proxy -> met.add(proxy.getKey()));
            if (wrong.isEmpty() && !notCalled(fault).isEmpty()) {
                wrong = Optional.of("the event did not come to call " + notCalled(fault).get(0).words() + ", and was answered within "
                        + answer.took().toMillis() + " ms: " + answer.text());
            }
            add(fault, ExpectedAnswers.words(answer), answer.took(), wrong);
        } catch (FunctionDied none) {
            addUnanswered(fault, "none", String.valueOf(none.getMessage()));
            restart();
        }
    }

    /** What should have met the fault, and has not; nothing for a fault that leaves no trace, or that need not be met. */
    private List<Dependency> notCalled(Fault fault) {
        return fault == Fault.REFUSE || fault == Fault.CONFLICT || Scenarios.SELDOM_CALLED.contains(scenario.function()) ? List.of()
                : proxies.entrySet().stream().filter(proxy -> proxy.getValue().faultCount() == 0).map(Map.Entry::getKey).toList();
    }

    private void next(Fault fault) throws IOException {
        injectFault(Fault.NONE);
        JsonNode event = scenario.question().apply(Fault.NONE);
        try {
            RuntimeApi.Answer answer = process.invoke(FaultFixture.bytes(event), function.timeout());
            // Kommo counts requests, and may have no room yet.
            for (int again = 0; again < 3 && scenario.function().equals("kommo-deals") && !answer.failed()
                    && !scenario.normal().test(FaultFixture.parse(answer.text())); again++) {
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                answer = process.invoke(FaultFixture.bytes(event), function.timeout());
            }
            if (answer.failed() || !scenario.normal().test(FaultFixture.parse(answer.text()))) {
                add(fault, "then " + ExpectedAnswers.words(answer), answer.took(), Optional.of("the next event is not answered normally: " + answer.text()
                        + "\n" + process.output()));
            } else if (!process.isAlive()) {
                addUnanswered(fault, "then nothing", "the process is gone");
            }
        } catch (FunctionDied none) {
            addUnanswered(fault, "then none", "the next event is not answered: " + none.getMessage());
            restart();
        }
    }

    private void restart() throws IOException {
        process.close();
        start();
    }

    private void add(Fault fault, String answer, Duration took, Optional<String> wrong) {
        add(fault, answer, took, wrong, true);
    }

    private void addUnanswered(Fault fault, String answer, String wrong) {
        add(fault, answer, function.timeout(), Optional.of(wrong), false);
    }

    private void add(Fault fault, String answer, Duration took, Optional<String> wrong, boolean answered) {
        scenario.dependencies().forEach(dependency -> results.add(new Result(function.name(), dependency, fault, answer, took, wrong, answered)));
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        all.values().forEach(FaultProxy::close);
    }

    /** A part of a trial that can be repeated. */
    @FunctionalInterface
    private interface Part {

        void run() throws IOException;
    }

    /**
     * What became of an event under a fault.
     *
     * @param answer   in a few words
     * @param wrong    what is wrong with it; empty when it is as it should be
     * @param answered whether there was an answer, and the process lives
     */
    record Result(String function, Dependency dependency, Fault fault, String answer, Duration took, Optional<String> wrong, boolean answered) {
    }
}
