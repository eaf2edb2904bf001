package africa.paylinks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Charges subscriptions in simulated systems and checks the invariants at each step. Properties:
 * {@code paylinks.subscription-simulation.seed} prints one run; {@code .events} runs until that many, beginning with
 * {@code .first}.
 */
@Tag("slow")
class SubscriptionSimulationTest {

    private static final String SETTING = "paylinks.subscription-simulation.";
    private static final Logger PRODUCT = Logger.getLogger("africa.paylinks");
    private static final long USUAL_EVENTS = 30_000;
    private static final long MAX_SEEDS_PER_FAULT = 2_000;
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
    void noPeriodIsPaidTwiceForgottenOrChargedTwiceAtATime() {
        SubscriptionSimulation simulation = new SubscriptionSimulation(StoreClient.inProcess());
        Long one = Long.getLong(SETTING + "seed");
        if (one != null) {
            SubscriptionSimulation.Run run = simulation.run(one, true);
            run.log().forEach(System.out::println);
            assertEquals(List.of(), run.violations());
            return;
        }
        long events = Long.getLong(SETTING + "events", USUAL_EVENTS);
        long begin = System.nanoTime();
        int failures = 0;
        long seed = Long.getLong(SETTING + "first", 1L);
        for (; simulation.events() < events && failures < ENOUGH_FAILURES; seed++) {
            SubscriptionSimulation.Run run = simulation.run(seed, false);
            if (!run.violations().isEmpty()) {
                failures++;
                System.out.printf("Seed %d: %s%nSee it again: ./mvnw test -Dtest=SubscriptionSimulationTest -D%sseed=%d%n", seed,
                        String.join("; ", run.violations()), SETTING, seed);
            }
        }
        System.out.printf("%s%d s%n", simulation.account(), (System.nanoTime() - begin) / 1_000_000_000);
        assertEquals(0, failures, "seeds with violations");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "IDEMPOTENCY#                     | put              | attribute_not_exists(pk) OR #ttl <= :now",
        "IDEMPOTENCY#                     | SET #owner       | #owner = :owner AND fence = :fence",
        "IDEMPOTENCY#                     | SET #owner       | attribute_not_exists(answerStatus)",
        "IDEMPOTENCY#                     | SET answerStatus | #owner = :owner AND fence = :fence",
        "IDEMPOTENCY#                     | SET leaseUntil   | #owner = :owner AND fence = :fence",
        "SUBSCRIPTION#                    | put              | version = :seen",
        "SUBSCRIPTION#/PERIOD#            | put              | attribute_not_exists(pk)",
        "SUBSCRIPTION#/PERIOD#            | put              | attribute_exists(pk)",
        "SUBSCRIPTION#/EVENT# + OUTBOX#   | put              | attribute_not_exists(pk)",
        "SUBSCRIPTION#                    | SET dueAt        | dueAt = :seen",
        "SUBSCRIPTION#                    | REMOVE dueShard  | dueAt = :seen"})
    void aConditionThatIsTakenOutIsMissed(String kind, String write, String condition) {
        String written = Objects.requireNonNullElse(write, "");
        SubscriptionSimulation weakened = new SubscriptionSimulation(TableWithoutCondition.without(kind, written, condition));
        for (long seed = 1; seed <= MAX_SEEDS_PER_FAULT; seed++) {
            List<String> violations = weakened.run(seed, false).violations();
            if (!violations.isEmpty()) {
                System.out.printf("Without '%s' of %s: seed %d, after %,d events: %.160s%n", condition, (kind + " " + written).strip(), seed,
                        weakened.events(), violations.get(0));
                return;
            }
        }
        fail("Without '" + condition + "' of " + kind + " " + written + ", no violation in " + MAX_SEEDS_PER_FAULT + " seeds");
    }

    @Test
    void theSameSeedRunsIdentically() {
        SubscriptionSimulation one = new SubscriptionSimulation(StoreClient.inProcess());
        SubscriptionSimulation other = new SubscriptionSimulation(StoreClient.inProcess());
        for (long seed = 1; seed <= 5; seed++) {
            assertEquals(one.run(seed, true), other.run(seed, true));
        }
        assertTrue(one.events() > 0);
    }
}
