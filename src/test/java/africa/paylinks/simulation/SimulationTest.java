package africa.paylinks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Lets simulated worlds happen around the product, and looks at what is left of them. What to set to see more:
 * {@code paylinks.simulation.seed} tells the story of one world; {@code .seeds} and {@code .events} run that many, beginning
 * with {@code .first}; {@code .store=dynamodb-local} runs them over DynamoDB Local and not over its model.
 */
class SimulationTest {

    private static final String SETTING = "paylinks.simulation.";
    private static final Logger PRODUCT = Logger.getLogger("africa.paylinks");
    private static final Duration USUAL_TIME = Duration.ofSeconds(30);
    private static final long USUAL_SEEDS = 1_000;
    private static final Duration USUAL_TIME_OVER_DYNAMODB = Duration.ofSeconds(20);
    private static final long MOST_SEEDS_FOR_A_FAULT = 1_000;
    private static final int ENOUGH_FAILURES = 5;

    private static Level before;

    @BeforeAll
    static void beQuiet() {
        before = PRODUCT.getLevel();
        // What goes wrong here goes wrong on purpose, many thousand times.
        PRODUCT.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        PRODUCT.setLevel(before);
    }

    @Test
    void whateverHappensNothingIsLostAndNothingHappensTwice() {
        Simulation simulation = new Simulation(store(), Rule.OURS);
        Optional<Long> one = setting("seed");
        if (one.isPresent()) {
            Simulation.Run run = simulation.run(one.get(), true);
            run.story().forEach(System.out::println);
            assertEquals(List.of(), run.violations());
            return;
        }
        List<Simulation.Run> failures = runs(simulation);
        System.out.println(simulation.account());
        if (!failures.isEmpty()) {
            simulation.run(failures.get(0).seed(), true).story().forEach(System.out::println);
            failures.forEach(run -> System.out.printf("World %d: %s%nSee it again: ./mvnw test -Dtest=SimulationTest -D%sseed=%d%n",
                    run.seed(), String.join("; ", run.violations()), SETTING, run.seed()));
            fail("World " + failures.get(0).seed() + ": " + String.join("; ", failures.get(0).violations()));
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
                System.out.printf("World %d: %s%n", seed, String.join("; ", run.violations()));
            }
            if (isBounded && simulation.seeds() % 500 == 0) {
                System.out.printf("%,d seeds, %,d events, %d with violations%n", simulation.seeds(), simulation.events(), failures.size());
            }
        }
        return failures;
    }

    @Test
    void theWidespreadRuleForKeysMakesTwoLinksAndIsSeenToDoSo() {
        Simulation widespread = new Simulation(StoreClient.model(), WidespreadRule::store);
        for (long seed = 1; seed <= MOST_SEEDS_FOR_A_FAULT; seed++) {
            if (widespread.run(seed, false).violations().stream().anyMatch(what -> what.startsWith(Judge.TWO_LINKS))) {
                System.out.printf("Without owner condition, and with release on any exception: two links under one key in world %d, "
                        + "after %,d events%n", seed, widespread.events());
                assertEquals(List.of(), new Simulation(StoreClient.model(), Rule.OURS).run(seed, false).violations());
                return;
            }
        }
        fail("The simulation did not see the fault of the widespread rule in " + MOST_SEEDS_FOR_A_FAULT + " worlds");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "IDEMPOTENCY# | attribute_not_exists(answerStatus)",
        "IDEMPOTENCY# | attribute_not_exists(pk) OR #ttl <= :now",
        "PAYMENT#     | #rank < :rank",
        "PAYMENT#     | provider = :provider",
        "PAYMENT#     | currency = :currency",
        "PAYMENT#     | amountMinor <= :paid",
        "PAYMENT#     | #rank = :creating",
        "PAYMENT#     | (attribute_not_exists(reservedMinor) OR reservedMinor <= :limit)",
        "PAYMENT#     | (attribute_not_exists(askedAt) OR askedBy = :word)",
        "PAYMENT#     | refundedMinor = :seen",
        "PAYMENT#     | dueAt = :seen",
        "PAYMENT#     | #status = :open",
        "WEBHOOK#     | attribute_not_exists(pk)",
        "WEBHOOK#     | #state IN (:received, :parked, :unmatched, :unconfirmed)",
        "WEBHOOK#     | dueAt = :seen"})
    void aConditionThatIsTakenOutIsMissed(String kind, String condition) {
        Simulation weakened = new Simulation(WeakenedTable.without(kind, condition), Rule.OURS);
        for (long seed = 1; seed <= MOST_SEEDS_FOR_A_FAULT; seed++) {
            List<String> violations = weakened.run(seed, false).violations();
            if (!violations.isEmpty()) {
                System.out.printf("Without '%s' of %s: world %d, after %,d events: %.160s%n", condition, kind, seed, weakened.events(),
                        violations.get(0));
                return;
            }
        }
        fail("Nobody misses '" + condition + "' of " + kind + " in " + MOST_SEEDS_FOR_A_FAULT + " worlds");
    }

    @Test
    void theSameSeedIsTheSameWorldOverDynamoDbLocalAndOverItsModel() {
        Simulation real = new Simulation(StoreClient.embedded(), Rule.OURS);
        Simulation model = new Simulation(StoreClient.model(), Rule.OURS);
        long end = System.nanoTime() + USUAL_TIME_OVER_DYNAMODB.toNanos();
        long seed = 1;
        do {
            assertEquals(model.run(seed, false), real.run(seed, false));
            seed++;
        } while (System.nanoTime() < end);
        System.out.printf("%d worlds went the same way over DynamoDB Local and over its model%n", seed - 1);
    }

    private static DynamoDbClient store() {
        return "dynamodb-local".equals(System.getProperty(SETTING + "store")) ? StoreClient.embedded() : StoreClient.model();
    }

    private static Optional<Long> setting(String name) {
        return Optional.ofNullable(Long.getLong(SETTING + name));
    }
}
