package africa.paylinks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Random transfers, of which each is decided by what the process knew some time ago, against a model of the books. */
@Tag("slow")
class LedgerSimulationTest {

    private static final String SETTING = "paylinks.ledger-simulation.";
    private static final Logger PRODUCT = Logger.getLogger("africa.paylinks");
    private static final long EVENTS = Long.getLong(SETTING + "events", 8_000);
    private static final int STEPS = 250;
    private static final long MAX_SEEDS_PER_FAULT = 400;
    private static final long REPORTED_EVERY = 50_000;
    private static final long COMPARED = 4;

    private static Level before;

    /**
     * A condition of the writes to a kind of item.
     *
     * @param within a part of the whole condition of the writes that are meant; empty for all
     */
    private record Condition(String kind, String expression, String within) {

        Condition(String kind, String expression) {
            this(kind, expression, "");
        }

        @Override
        public String toString() {
            return "'" + expression + "' of " + kind + (within.isEmpty() ? "" : " with '" + within + "'");
        }
    }

    private static List<Condition> decisive() {
        return List.of(
                new Condition("ACCOUNT#", "availableMinor >= :availableLeast"),
                new Condition("ACCOUNT#", "entryCount = :seen AND balanceMinor = :balance"),
                new Condition("ACCOUNT#", "closed = :false"),
                new Condition("ACCOUNT#", "balanceMinor = :zero"),
                new Condition("ACCOUNT#", "pendingInMinor = :zero"),
                new Condition("ACCOUNT#", "attribute_not_exists(pk)"),
                new Condition("TRANSFER#", "attribute_not_exists(pk)"),
                new Condition("TRANSFER#", "#rank < :ended", "expiresAt > :at"),
                new Condition("TRANSFER#", "#rank < :ended", "expiresAt <= :at"),
                new Condition("TRANSFER#", "(attribute_not_exists(expiresAt) OR expiresAt > :at)"),
                new Condition("TRANSFER#", "expiresAt <= :at"),
                new Condition("TRANSFER#", "#rank >= :ended"),
                new Condition("TRANSFER#", "#rank < :collected"),
                new Condition("TRANSFER#", "#rank = :completed"),
                new Condition("TRANSFER#", "#rank < :rank"),
                new Condition("DAILYCOUNT#", "sentMinor <= :mostBefore"),
                new Condition("DAILYCOUNT#", "sentCount < :most"),
                new Condition("IDEMPOTENCY#", "attribute_not_exists(pk) OR #ttl <= :now"),
                new Condition("IDEMPOTENCY#", "#owner = :owner AND fence = :fence"));
    }

    /** Conditions that another one implies, so that nothing changes without them: they guard against faults of our own. */
    private static List<Condition> guards() {
        return List.of(
                // Accounts and transfers are never deleted.
                new Condition("ACCOUNT#", "attribute_exists(pk)"),
                new Condition("TRANSFER#", "attribute_exists(pk)"),
                // What is held is on the account: an empty one has nothing pending out.
                new Condition("ACCOUNT#", "pendingOutMinor = :zero"),
                // A hold ends once, by the condition of its transfer, and so is what it counts for given back.
                new Condition("ACCOUNT#", "pendingInMinor >= :pendingInLeast"),
                new Condition("ACCOUNT#", "pendingOutMinor >= :pendingOutLeast"),
                new Condition("DAILYCOUNT#", "sentMinor >= :minor AND sentCount >= :one"),
                // The first of a day; the limits refuse what is more than a day's in a single transfer.
                new Condition("DAILYCOUNT#", "attribute_not_exists(pk) OR"),
                // SimulationTest takes it out: the writes of keys are the same there.
                new Condition("IDEMPOTENCY#", "attribute_not_exists(answerStatus)"));
    }

    @BeforeAll
    static void muteLogs() {
        before = PRODUCT.getLevel();
        // Senders pay late here on purpose, many thousand times.
        PRODUCT.setLevel(Level.OFF);
    }

    @AfterAll
    static void restoreLogs() {
        PRODUCT.setLevel(before);
    }

    @Test
    void theBooksAgreeAfterEveryStep() {
        LedgerSimulation simulation = new LedgerSimulation(Boolean.getBoolean(SETTING + "plain") ? PlainTable::client : StoreClient::inProcess);
        long seed = Long.getLong(SETTING + "first", 1L);
        long reported = REPORTED_EVERY;
        for (; simulation.events() < EVENTS; seed++) {
            try {
                simulation.run(seed, STEPS);
            } catch (LedgerSimulation.Violation violation) {
                fail("Seed " + seed + ": " + violation.getMessage(), violation);
            }
            if (simulation.events() >= reported) {
                System.out.printf("%,d events%n", simulation.events());
                reported += REPORTED_EVERY;
            }
        }
        System.out.printf("%,d events of %d seeds, %,d interleaved: %s%n", simulation.events(), seed - 1, simulation.interleaved(), simulation.outcomes());
        for (String outcome : new String[] {"book Stored", "book INSUFFICIENT_FUNDS", "book DAILY_VALUE_LIMIT_EXCEEDED",
            "book DAILY_VOLUME_LIMIT_EXCEEDED", "book ACCOUNT_CLOSED", "reserve Stored", "reserve Exists", "collecting ANSWERED", "collecting MOVED_ON",
            "collecting TAKEN_OVER", "retry Answered", "retry InProgress", "retry TakenOver", "post ENDED", "post NOT_POSSIBLE", "expire ENDED",
            "fail ENDED", "postLate ENDED", "keepForReturn ENDED", "settle COMPLETED", "settle COLLECTED", "settle EXPIRED", "settle FAILED",
            "settle killed", "reverse Stored", "reverse Exists", "reverse INSUFFICIENT_FUNDS", "close true", "close false"}) {
            if (!simulation.outcomes().containsKey(outcome)) {
                fail(outcome + " did not happen: " + simulation.outcomes());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decisive")
    void aConditionThatIsTakenOutIsMissed(Condition condition) {
        LedgerSimulation weakened = new LedgerSimulation(() ->
                TableWithoutCondition.without(condition.kind, "", condition.expression, condition.within));
        for (long seed = 1; seed <= MAX_SEEDS_PER_FAULT; seed++) {
            try {
                weakened.run(seed, STEPS);
            } catch (LedgerSimulation.Violation violation) {
                System.out.printf("Without %s: seed %d, after %,d events: %.160s%n", condition, seed, weakened.events(), violation.getMessage());
                return;
            }
        }
        fail("Without " + condition + ", no violation in " + MAX_SEEDS_PER_FAULT + " seeds");
    }

    @Test
    void noConditionOfAWriteIsForgottenHere() {
        Set<String> unknown = new TreeSet<>();
        Set<Condition> unused = new LinkedHashSet<>(decisive());
        unused.addAll(guards());
        LedgerSimulation simulation = new LedgerSimulation(() -> {
            DynamoDbClient table = StoreClient.inProcess();
            return StoreClient.of((operation, request) -> {
                if (request instanceof TransactWriteItemsRequest transaction) {
                    transaction.transactItems().forEach(item -> examine(item, unknown, unused));
                } else if (request instanceof PutItemRequest put) {
                    examine(put.item().get("pk"), put.conditionExpression(), unknown, unused);
                } else if (request instanceof UpdateItemRequest update) {
                    examine(update.key().get("pk"), update.conditionExpression(), unknown, unused);
                }
                return StoreClient.call(table, operation, request);
            });
        });
        for (long seed = 1; seed <= 4; seed++) {
            simulation.run(seed, STEPS);
        }
        assertEquals(Set.of(), unknown);
        assertEquals(Set.of(), unused);
    }

    private static void examine(TransactWriteItem item, Set<String> unknown, Set<Condition> unused) {
        if (item.put() != null) {
            examine(item.put().item().get("pk"), item.put().conditionExpression(), unknown, unused);
        } else if (item.update() != null) {
            examine(item.update().key().get("pk"), item.update().conditionExpression(), unknown, unused);
        }
    }

    /** Takes what is listed out of a condition; of a payment's writes, {@link SimulationTest} has the conditions. */
    private static void examine(AttributeValue partition, String written, Set<String> unknown, Set<Condition> unused) {
        String kind = partition.s().substring(0, partition.s().indexOf('#') + 1);
        if (written == null || kind.equals("PAYMENT#")) {
            return;
        }
        String left = written;
        for (Condition condition : Stream.concat(decisive().stream(), guards().stream()).toList()) {
            if (condition.kind.equals(kind) && written.contains(condition.within) && left.contains(condition.expression)) {
                left = left.replace(condition.expression, "");
                unused.remove(condition);
            }
        }
        if (!left.replaceAll("AND|[ ]", "").isEmpty()) {
            unknown.add(kind + " " + written);
        }
    }

    @Test
    void aCreditBeforeItsDebitIsNoticed() {
        LedgerSimulation hasty = new LedgerSimulation(LedgerSimulationTest::whereEachPaymentIsPaid);
        LedgerSimulation.Violation violation = assertThrows(LedgerSimulation.Violation.class, () -> hasty.run(1, STEPS));
        assertTrue(violation.getMessage().contains("before its debit"), violation.getMessage());
    }

    private static DynamoDbClient whereEachPaymentIsPaid() {
        DynamoDbClient table = StoreClient.inProcess();
        return StoreClient.of((operation, request) -> {
            Object answer = StoreClient.call(table, operation, request);
            if (answer instanceof GetItemResponse found && found.hasItem() && found.item().get("pk").s().startsWith("PAYMENT#")) {
                Map<String, AttributeValue> paid = new HashMap<>(found.item());
                paid.put("status", AttributeValue.fromS("COMPLETED"));
                return found.toBuilder().item(paid).build();
            }
            return answer;
        });
    }

    @Test
    void theSameSeedRunsIdenticallyOnBothTables() {
        for (long seed = 1; seed <= COMPARED; seed++) {
            LedgerSimulation embedded = new LedgerSimulation(StoreClient::inProcess);
            LedgerSimulation plain = new LedgerSimulation(PlainTable::client);
            embedded.run(seed, STEPS);
            plain.run(seed, STEPS);
            assertEquals(embedded.outcomes(), plain.outcomes());
            assertEquals(embedded.events(), plain.events());
        }
    }
}
