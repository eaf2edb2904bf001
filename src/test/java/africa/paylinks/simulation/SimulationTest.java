package africa.paylinks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Runs the product in simulated systems and checks the invariants afterwards. Properties:
 * {@code paylinks.simulation.seed} prints one run; {@code .seeds} and {@code .events} run that many, beginning
 * with {@code .first}; {@code .store=http} runs them over the table's HTTP protocol.
 */
@Tag("slow")
@ExtendWith(MutedProductLogs.class)
class SimulationTest {

    private static final String SETTING = "paylinks.simulation.";
    private static final long USUAL_SEEDS = 100;
    private static final long SEEDS_OVER_HTTP = 5;
    private static final long MAX_SEEDS_PER_FAULT = 8_000;
    private static final long SEEDS_WITHOUT_SECOND_LINK = 40;
    private static final int ENOUGH_FAILURES = 5;

    @Test
    void underRandomFaultsNothingIsLostOrDuplicated() {
        Simulation simulation = new Simulation(store(), KeyProtocol.OURS);
        Optional<Long> one = setting("seed");
        if (one.isPresent()) {
            Simulation.Run run = simulation.run(one.get(), true);
            run.log().forEach(System.out::println);
            assertEquals(List.of(), run.violations());
            return;
        }
        List<Simulation.Run> failures = runs(simulation);
        System.out.println(simulation.account());
        if (!failures.isEmpty()) {
            simulation.run(failures.get(0).seed(), true).log().forEach(System.out::println);
            failures.forEach(run -> System.out.printf("Seed %d: %s%nSee it again: ./mvnw test -Dtest=SimulationTest -D%sseed=%d%n",
                    run.seed(), String.join("; ", run.violations()), SETTING, run.seed()));
            fail("Seed " + failures.get(0).seed() + ": " + String.join("; ", failures.get(0).violations()));
        }
    }

    private static List<Simulation.Run> runs(Simulation simulation) {
        long seeds = setting("seeds").orElse(setting("events").isPresent() ? Long.MAX_VALUE : USUAL_SEEDS);
        long events = setting("events").orElse(Long.MAX_VALUE);
        List<Simulation.Run> failures = new ArrayList<>();
        for (long seed = setting("first").orElse(1L); simulation.seeds() < seeds && simulation.events() < events
                && failures.size() < ENOUGH_FAILURES; seed++) {
            Simulation.Run run = simulation.run(seed, false);
            if (!run.violations().isEmpty()) {
                failures.add(run);
                System.out.printf("Seed %d: %s%n", seed, String.join("; ", run.violations()));
            }
            if (simulation.seeds() % 500 == 0) {
                System.out.printf("%,d seeds, %,d events, %d with violations%n", simulation.seeds(), simulation.events(), failures.size());
            }
        }
        return failures;
    }

    @Test
    void theCommonKeyProtocolCreatesTwoLinksAndTheSimulationFindsIt() {
        firstWorldThatGoesWrong("Without owner condition, and with release on any exception",
                new Simulation(StoreClient.inProcess(), CommonKeyProtocol.WHOLE), InvariantChecker.TWO_LINKS);
    }

    @Test
    void releaseOnAnyExceptionMakesTwoLinksByItself() {
        firstWorldThatGoesWrong("With release on any exception alone",
                new Simulation(StoreClient.inProcess(), CommonKeyProtocol.RELEASING_ALWAYS), InvariantChecker.TWO_LINKS);
    }

    @Test
    void withoutTheOwnerConditionAFormerOwnerWritesThoughThatAloneMakesNoSecondLink() {
        Simulation withoutOwner = new Simulation(StoreClient.inProcess(), CommonKeyProtocol.WITHOUT_OWNER);
        firstWorldThatGoesWrong("Without owner condition alone", withoutOwner, KeyHolders.NOT_THE_HOLDER);
        for (long seed = 1; seed <= SEEDS_WITHOUT_SECOND_LINK; seed++) {
            assertTrue(withoutOwner.run(seed, false).violations().stream().noneMatch(what -> what.startsWith(InvariantChecker.TWO_LINKS)));
        }
    }

    /** Without one of the conditions a system may never drain, which is a violation too. */
    private static List<String> violations(Simulation simulation, long seed) {
        try {
            return simulation.run(seed, false).violations();
        } catch (IllegalStateException broken) {
            for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
                if (FaultySystem.NEVER_DRAINED.equals(cause.getMessage())) {
                    return List.of(FaultySystem.NEVER_DRAINED);
                }
            }
            throw broken;
        }
    }

    private static void firstWorldThatGoesWrong(String fault, Simulation simulation, String violation) {
        worldThatGoesWrong(fault, simulation, violation, 1);
    }

    /**
     * Finds a seed that goes wrong with the fault and not without it.
     *
     * @param violation how that begins which is to be seen
     * @param likely    a seed that showed it before, so that the build need not search: any other one counts as well
     */
    private static void worldThatGoesWrong(String fault, Simulation simulation, String violation, long likely) {
        long[] seeds = LongStream.concat(LongStream.of(likely), LongStream.rangeClosed(1, MAX_SEEDS_PER_FAULT)).toArray();
        for (long seed : seeds) {
            Optional<String> seen = violations(simulation, seed).stream().filter(what -> what.startsWith(violation)).findFirst();
            if (seen.isPresent()) {
                System.out.printf("%s: seed %d, after %,d events: %.160s%n", fault, seed, simulation.events(), seen.get());
                assertEquals(List.of(), new Simulation(StoreClient.inProcess(), KeyProtocol.OURS).run(seed, false).violations());
                return;
            }
        }
        fail(fault + ", no violation in " + MAX_SEEDS_PER_FAULT + " seeds");
    }

    /** Of a holder's two words the fence has no line of its own: wherever it changes, the owner word changes as well. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "IDEMPOTENCY# | put              | attribute_not_exists(pk) OR #ttl <= :now                         | 1",
        "IDEMPOTENCY# | SET #owner       | #owner = :owner AND fence = :fence                               | 7",
        "IDEMPOTENCY# | SET #owner       | attribute_not_exists(answerStatus)                               | 3",
        "IDEMPOTENCY# | SET answerStatus | #owner = :owner AND fence = :fence                               | 7",
        "IDEMPOTENCY# | SET leaseUntil   | #owner = :owner AND fence = :fence                               | 7",
        "IDEMPOTENCY# | delete           | #owner = :owner AND fence = :fence                               | 27",
        "IDEMPOTENCY# |                  | #owner = :owner                                                  | 1225",
        "PAYMENT#     |                  | #rank < :rank                                                    | 1",
        "PAYMENT#     |                  | provider = :provider                                             | 4",
        "PAYMENT#     |                  | currency = :currency                                             | 6",
        "PAYMENT#     |                  | amountMinor <= :paid                                             | 2",
        "PAYMENT#     |                  | #rank = :creating                                                | 16",
        "PAYMENT#     |                  | (attribute_not_exists(reservedMinor) OR reservedMinor <= :limit) | 1",
        "PAYMENT#     |                  | (attribute_not_exists(askedAt) OR askedBy = :word)               | 321",
        "PAYMENT#     |                  | refundedMinor = :seen                                            | 27",
        "PAYMENT#     |                  | dueAt = :seen                                                    | 2",
        "PAYMENT#     |                  | #status = :open                                                  | 184",
        "WEBHOOK#     |                  | attribute_not_exists(pk)                                         | 4",
        "WEBHOOK#     |                  | #state IN (:received, :parked, :unmatched, :unconfirmed)         | 4",
        "WEBHOOK#     |                  | dueAt = :seen                                                    | 1"})
    void aConditionThatIsTakenOutIsMissed(String kind, String write, String condition, long likely) {
        String written = Objects.requireNonNullElse(write, "");
        String fault = "Without '" + condition + "' of " + (kind + " " + written).strip();
        Simulation weakened = new Simulation(TableWithoutCondition.without(kind, written, condition), KeyProtocol.OURS);
        worldThatGoesWrong(fault, weakened, "", likely);
    }

    @Test
    void theSameSeedRunsIdenticallyInProcessAndOverHttp() {
        Simulation overHttp = new Simulation(StoreClient.overHttp(), KeyProtocol.OURS);
        Simulation inProcess = new Simulation(StoreClient.inProcess(), KeyProtocol.OURS);
        for (long seed = 1; seed <= SEEDS_OVER_HTTP; seed++) {
            assertEquals(inProcess.run(seed, false), overHttp.run(seed, false));
        }
    }

    private static DynamoDbClient store() {
        return "http".equals(System.getProperty(SETTING + "store")) ? StoreClient.overHttp() : StoreClient.inProcess();
    }

    private static Optional<Long> setting(String name) {
        return Optional.ofNullable(Long.getLong(SETTING + name));
    }
}
