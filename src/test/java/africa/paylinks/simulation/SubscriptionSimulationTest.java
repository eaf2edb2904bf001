package africa.paylinks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Charges subscriptions in simulated systems and checks the invariants at each step. Properties:
 * {@code paylinks.subscription-simulation.seed} prints one run; {@code .events} runs until that many, beginning with
 * {@code .first}.
 */
@Tag("slow")
@ExtendWith(MutedProductLogs.class)
class SubscriptionSimulationTest {

    private static final String SETTING = "paylinks.subscription-simulation.";
    private static final long USUAL_EVENTS = 25_000;
    private static final long MAX_SEEDS_PER_FAULT = 2_000;
    private static final int ENOUGH_FAILURES = 5;

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
        "IDEMPOTENCY# | put              | attribute_not_exists(pk) OR #ttl <= :now",
        "IDEMPOTENCY# | SET #owner       | #owner = :owner AND fence = :fence",
        "IDEMPOTENCY# | SET #owner       | attribute_not_exists(answerStatus)",
        "IDEMPOTENCY# | SET answerStatus | #owner = :owner AND fence = :fence"})
    void aConditionOfACreationThatIsTakenOutIsMissed(String kinds, String write, String condition) {
        isMissed(SubscriptionSystem.Extent.CREATION, kinds, write, condition, "");
    }

    /** An event and its outbox record have the same number, and so the same condition. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "SUBSCRIPTION#                  | put | version = :seen",
        "SUBSCRIPTION#/PERIOD#          | put | attribute_not_exists(pk)",
        "SUBSCRIPTION#/PERIOD#          | put | attribute_exists(pk)",
        "SUBSCRIPTION#/EVENT# + OUTBOX# | put | attribute_not_exists(pk)",
        "SUBSCRIPTION#                  |     | dueAt = :seen"})
    void aConditionThatIsTakenOutIsMissed(String kinds, String write, String condition) {
        isMissed(SubscriptionSystem.Extent.LIFE, kinds, Objects.requireNonNullElse(write, ""), condition, "");
    }

    /** The first event of a subscription exists as long as it does, so all three conditions refuse an id that exists. */
    @Test
    void twoSubscriptionsOfOneIdAreMissed() {
        isMissed(SubscriptionSystem.Extent.CREATION, "SUBSCRIPTION#/SUBSCRIPTION + SUBSCRIPTION#/EVENT# + OUTBOX#", "put", "attribute_not_exists(pk)",
                "was not new when it was created");
    }

    /** @param violation what is to be seen */
    private static void isMissed(SubscriptionSystem.Extent extent, String kinds, String write, String condition, String violation) {
        String fault = "Without '" + condition + "' of " + kinds + " " + write;
        SubscriptionSimulation weakened = new SubscriptionSimulation(TableWithoutCondition.without(kinds, write, condition), extent);
        for (long seed = 1; seed <= MAX_SEEDS_PER_FAULT; seed++) {
            Optional<String> seen = weakened.run(seed, false).violations().stream().filter(what -> what.contains(violation)).findFirst();
            if (seen.isPresent()) {
                System.out.printf("%s: seed %d, after %,d events: %.160s%n", fault, seed, weakened.events(), seen.get());
                return;
            }
        }
        fail(fault + ", no violation in " + MAX_SEEDS_PER_FAULT + " seeds");
    }

    @Test
    void theSameSeedRunsIdentically() {
        SubscriptionSimulation one = new SubscriptionSimulation(StoreClient.inProcess());
        SubscriptionSimulation other = new SubscriptionSimulation(StoreClient.inProcess());
        for (long seed = 1; seed <= 2; seed++) {
            assertEquals(one.run(seed, true), other.run(seed, true));
        }
        assertTrue(one.events() > 0);
    }
}
