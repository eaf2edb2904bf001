package africa.paylinks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Runs the product in simulated systems and checks the invariants afterwards. Properties:
 * {@code paylinks.simulation.seed} prints one run; {@code .seeds} and {@code .events} run that many, beginning
 * with {@code .first}; {@code .store=http} runs them over the table's HTTP protocol.
 */
@Tag("slow")
class SimulationTest {

    private static final String SETTING = "paylinks.simulation.";
    private static final Logger PRODUCT = Logger.getLogger("africa.paylinks");
    private static final Duration USUAL_TIME = Duration.ofSeconds(30);
    private static final long USUAL_SEEDS = 1_000;
    private static final Duration USUAL_TIME_OVER_HTTP = Duration.ofSeconds(20);
    private static final long MAX_SEEDS_PER_FAULT = 8_000;
    private static final long SEEDS_WITHOUT_SECOND_LINK = 40;
    private static final int ENOUGH_FAILURES = 5;

    private static Level before;

    @BeforeAll
    static void muteLogs() {
        before = PRODUCT.getLevel();
        // What goes wrong here goes wrong on purpose, many thousand times.
        PRODUCT.setLevel(Level.OFF);
    }

    @AfterAll
    static void restoreLogs() {
        PRODUCT.setLevel(before);
    }

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
        boolean isBounded = setting("seeds").isPresent() || setting("events").isPresent();
        long seeds = setting("seeds").orElse(isBounded ? Long.MAX_VALUE : USUAL_SEEDS);
        long events = setting("events").orElse(Long.MAX_VALUE);
        long end = System.nanoTime() + (isBounded ? Duration.ofDays(1) : USUAL_TIME).toNanos();
        List<Simulation.Run> failures = new ArrayList<>();
        for (long seed = setting("first").orElse(1L); simulation.seeds() < seeds && simulation.events() < events
                && System.nanoTime() < end && failures.size() < ENOUGH_FAILURES; seed++) {
            Simulation.Run run = simulation.run(seed, false);
            if (!run.violations().isEmpty()) {
                failures.add(run);
                System.out.printf("Seed %d: %s%n", seed, String.join("; ", run.violations()));
            }
            if (isBounded && simulation.seeds() % 500 == 0) {
                System.out.printf("%,d seeds, %,d events, %d with violations%n", simulation.seeds(), simulation.events(), failures.size());
            }
        }
        return failures;
    }

    @Test
    void theCommonKeyProtocolCreatesTwoLinksAndTheSimulationFindsIt() {
        long seed = firstWorldThatGoesWrong("Without owner condition, and with release on any exception",
                new Simulation(StoreClient.inProcess(), CommonKeyProtocol.WHOLE), InvariantChecker.TWO_LINKS);
        assertEquals(List.of(), new Simulation(StoreClient.inProcess(), KeyProtocol.OURS).run(seed, false).violations());
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

    /** @param violation how that begins which is to be seen */
    private static long firstWorldThatGoesWrong(String fault, Simulation simulation, String violation) {
        for (long seed = 1; seed <= MAX_SEEDS_PER_FAULT; seed++) {
            Optional<String> seen = violations(simulation, seed).stream().filter(what -> what.startsWith(violation)).findFirst();
            if (seen.isPresent()) {
                System.out.printf("%s: seed %d, after %,d events: %.160s%n", fault, seed, simulation.events(), seen.get());
                return seed;
            }
        }
        return fail(fault + ", no violation in " + MAX_SEEDS_PER_FAULT + " seeds");
    }

    /** Of a holder's two words the fence has no line of its own: wherever it changes, the owner word changes as well. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "IDEMPOTENCY# | put              | attribute_not_exists(pk) OR #ttl <= :now",
        "IDEMPOTENCY# | SET #owner       | #owner = :owner AND fence = :fence",
        "IDEMPOTENCY# | SET #owner       | attribute_not_exists(answerStatus)",
        "IDEMPOTENCY# | SET answerStatus | #owner = :owner AND fence = :fence",
        "IDEMPOTENCY# | SET leaseUntil   | #owner = :owner AND fence = :fence",
        "IDEMPOTENCY# | delete           | #owner = :owner AND fence = :fence",
        "IDEMPOTENCY# |                  | #owner = :owner",
        "PAYMENT#     |                  | #rank < :rank",
        "PAYMENT#     |                  | provider = :provider",
        "PAYMENT#     |                  | currency = :currency",
        "PAYMENT#     |                  | amountMinor <= :paid",
        "PAYMENT#     |                  | #rank = :creating",
        "PAYMENT#     |                  | (attribute_not_exists(reservedMinor) OR reservedMinor <= :limit)",
        "PAYMENT#     |                  | (attribute_not_exists(askedAt) OR askedBy = :word)",
        "PAYMENT#     |                  | refundedMinor = :seen",
        "PAYMENT#     |                  | dueAt = :seen",
        "PAYMENT#     |                  | #status = :open",
        "WEBHOOK#     |                  | attribute_not_exists(pk)",
        "WEBHOOK#     |                  | #state IN (:received, :parked, :unmatched, :unconfirmed)",
        "WEBHOOK#     |                  | dueAt = :seen"})
    void aConditionThatIsTakenOutIsMissed(String kind, String write, String condition) {
        String written = Objects.requireNonNullElse(write, "");
        String fault = "Without '" + condition + "' of " + (kind + " " + written).strip();
        Simulation weakened = new Simulation(TableWithoutCondition.without(kind, written, condition), KeyProtocol.OURS);
        firstWorldThatGoesWrong(fault, weakened, "");
    }

    @Test
    void theSameSeedRunsIdenticallyInProcessAndOverHttp() {
        Simulation overHttp = new Simulation(StoreClient.overHttp(), KeyProtocol.OURS);
        Simulation inProcess = new Simulation(StoreClient.inProcess(), KeyProtocol.OURS);
        long end = System.nanoTime() + USUAL_TIME_OVER_HTTP.toNanos();
        long seed = 1;
        do {
            assertEquals(inProcess.run(seed, false), overHttp.run(seed, false));
            seed++;
        } while (System.nanoTime() < end);
        System.out.printf("%d seeds ran identically in process and over HTTP%n", seed - 1);
    }

    private static DynamoDbClient store() {
        return "http".equals(System.getProperty(SETTING + "store")) ? StoreClient.overHttp() : StoreClient.inProcess();
    }

    private static Optional<Long> setting(String name) {
        return Optional.ofNullable(Long.getLong(SETTING + name));
    }
}
