package africa.paylinks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Debits phones in simulated systems and checks the invariants. Properties: {@code paylinks.debit-simulation.seed} prints one
 * run; {@code .events} runs until that many, beginning with {@code .first}.
 */
@Tag("slow")
@ExtendWith(MutedProductLogs.class)
class DebitSimulationTest {

    private static final String SETTING = "paylinks.debit-simulation.";
    private static final long USUAL_EVENTS = 30_000;
    private static final long MAX_SEEDS_PER_FAULT = 2_000;
    private static final long SEEDS_WITH_EVERY_WRITE = 100;
    private static final String CLAIM = "SET debitAttempts = :next";
    private static final String WITHDRAW = "SET debitAttempts = :before";
    private static final String REVERT = "SET debit = :before";
    private static final String RECORD = "SET providerReference";
    private static final String RAISE = "SET #status";
    /** Distinguishes a claim of the current debit from a correction. */
    private static final String FURTHER = "attribute_not_exists(providerReference)";
    private static final String CORRECTION = "providerReference = :reference";

    @Test
    void everyDebitThatSucceedsPaysOrIsNoticed() {
        CheckoutSimulation<DebitSystem> simulation = CheckoutSimulation.ofDebits(StoreClient.inProcess(), DebitSystem.Extent.LIFE);
        Long one = Long.getLong(SETTING + "seed");
        if (one != null) {
            CheckoutSimulation.Run run = simulation.run(one, true);
            run.log().forEach(System.out::println);
            assertEquals(List.of(), run.violations());
            return;
        }
        long events = Long.getLong(SETTING + "events", USUAL_EVENTS);
        assertEquals(List.of(), simulation.violations(Long.getLong(SETTING + "first", 1L), events),
                "see a seed again: ./mvnw test -Dtest=DebitSimulationTest -D" + SETTING + "seed=<seed>");
    }

    /**
     * A condition of the writes that debits add.
     *
     * @param write  how the updates begin, or {@code put}
     * @param within a part of the whole condition of the writes that are meant; empty for all
     */
    private record Condition(String kind, String write, String expression, String within) {

        @Override
        public String toString() {
            return "'" + expression + "' of " + kind + " " + write + (within.isEmpty() ? "" : " with '" + within + "'");
        }
    }

    private static List<Condition> decisive() {
        return List.of(
                new Condition("PAYMENT#", CLAIM, "#rank = :pending", FURTHER),
                new Condition("PAYMENT#", CLAIM, FURTHER, ""),
                new Condition("PAYMENT#", CLAIM, "debitAttempts = :made", FURTHER),
                new Condition("PAYMENT#", CLAIM, "(attribute_not_exists(debitAttempts) OR debitAttempts = :none)", ""),
                new Condition("PAYMENT#", CLAIM, "#rank = :pending", CORRECTION),
                // A correction removes the id and counts an attempt: one shows it as long as the other is there.
                new Condition("PAYMENT#", CLAIM, CORRECTION + " AND debitAttempts = :made", ""),
                new Condition("PAYMENT#", CLAIM, CORRECTION + " AND attribute_not_exists(debitAttempts)", ""),
                new Condition("PAYMENT#", WITHDRAW, "debitAttempts = :attempt", ""),
                new Condition("PAYMENT#", RECORD, "(attribute_not_exists(debit) OR debit = :debit)", ""),
                new Condition("PAYMENT#", RECORD, "debit = :debit", FURTHER + " AND debit"),
                new Condition("PAYMENT#", RAISE, "(attribute_not_exists(debit) OR debit <= :debit)", ""),
                new Condition("DEBITS#", "SET #ttl", "attribute_not_exists(debits) OR debits < :most", ""),
                new Condition("DEBITS#", "put", "attribute_not_exists(pk) OR debit = :debit", ""));
    }

    /** Conditions that another one implies, or without which nothing is lost: they guard against faults of our own. */
    private static List<Condition> guards() {
        return List.of(
                // A correction whose debit was created is not reverted.
                new Condition("PAYMENT#", "SET debitReference", "debit >= :debit", ""),
                // DynamoDebitAttemptsTest shows it: a later attempt has to ask within the few seconds between a refusal and its reversal.
                new Condition("PAYMENT#", REVERT, "debitAttempts = :debit", ""),
                // Of the last attempt, whose debit the provider refused.
                new Condition("PAYMENT#", REVERT, "debit = :debit AND", ""),
                new Condition("PAYMENT#", REVERT, FURTHER, ""),
                // A debit has one id.
                new Condition("PAYMENT#", RECORD, "provider = :provider AND " + FURTHER, ""),
                // Chooses between two sentences on the page.
                new Condition("PAYMENT#", "SET debitRefusals", "debitAttempts >= :attempt AND debitRefusals < :attempt", ""));
    }

    @ParameterizedTest
    @MethodSource("decisive")
    void aConditionThatIsTakenOutIsMissed(Condition condition) {
        CheckoutSimulation<DebitSystem> weakened = CheckoutSimulation.ofDebits(TableWithoutCondition.without(condition.kind, condition.write, condition.expression,
                condition.within), DebitSystem.Extent.RACES);
        for (long seed = 1; seed <= MAX_SEEDS_PER_FAULT; seed++) {
            List<String> violations = weakened.run(seed, false).violations();
            if (!violations.isEmpty()) {
                System.out.printf("Without %s: seed %d, after %,d events: %.160s%n", condition, seed, weakened.events(), violations.get(0));
                return;
            }
        }
        fail("Without " + condition + ", no violation in " + MAX_SEEDS_PER_FAULT + " seeds");
    }

    @Test
    void noConditionOfADebitIsForgottenHere() {
        Set<String> unknown = new TreeSet<>();
        Set<Condition> unused = new LinkedHashSet<>(decisive());
        unused.addAll(guards());
        DynamoDbClient table = StoreClient.inProcess();
        CheckoutSimulation<DebitSystem> simulation = CheckoutSimulation.ofDebits(StoreClient.of((operation, request) -> {
            if (request instanceof TransactWriteItemsRequest transaction) {
                transaction.transactItems().forEach(item -> {
                    if (item.put() != null) {
                        examine(item.put().item().get("pk"), "put", item.put().conditionExpression(), unknown, unused);
                    } else if (item.update() != null) {
                        examine(item.update().key().get("pk"), item.update().updateExpression(), item.update().conditionExpression(), unknown, unused);
                    }
                });
            } else if (request instanceof UpdateItemRequest update) {
                examine(update.key().get("pk"), update.updateExpression(), update.conditionExpression(), unknown, unused);
            }
            return StoreClient.call(table, operation, request);
        }), DebitSystem.Extent.RACES);
        for (long seed = 1; seed <= SEEDS_WITH_EVERY_WRITE && !unused.isEmpty(); seed++) {
            simulation.run(seed, false);
        }
        assertEquals(Set.of(), unknown);
        assertEquals(Set.of(), unused);
    }

    /** Takes what is listed out of a condition; of the other writes of a payment, {@link SimulationTest} has the conditions. */
    private static void examine(AttributeValue partition, String write, String written, Set<String> unknown, Set<Condition> unused) {
        boolean isOfDebits = partition.s().startsWith("DEBITS#") || partition.s().startsWith("PAYMENT#") && written != null
                && (write + written).toLowerCase(Locale.ROOT).contains("debit");
        if (written == null || !isOfDebits) {
            return;
        }
        String left = written;
        for (Condition condition : Stream.concat(decisive().stream(), guards().stream()).toList()) {
            if (partition.s().startsWith(condition.kind) && write.startsWith(condition.write) && written.contains(condition.within)
                    && left.contains(condition.expression)) {
                left = left.replace(condition.expression, "");
                unused.remove(condition);
            }
        }
        if (left.toLowerCase(Locale.ROOT).contains("debit") || left.contains("providerReference") || left.contains("pending")) {
            unknown.add(write + " IF " + written);
        }
    }

    @Test
    void theSameSeedRunsIdentically() {
        CheckoutSimulation<DebitSystem> one = CheckoutSimulation.ofDebits(StoreClient.inProcess(), DebitSystem.Extent.LIFE);
        CheckoutSimulation<DebitSystem> other = CheckoutSimulation.ofDebits(StoreClient.inProcess(), DebitSystem.Extent.LIFE);
        for (long seed = 1; seed <= 3; seed++) {
            assertEquals(one.run(seed, true), other.run(seed, true));
        }
    }
}
