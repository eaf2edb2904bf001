package africa.paylinks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.LinkedHashSet;
import java.util.List;
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
 * Pays reusable links in simulated systems and checks the invariants. Properties: {@code paylinks.link-simulation.seed} prints
 * one run; {@code .events} runs until that many, beginning with {@code .first}.
 */
@Tag("slow")
@ExtendWith(MutedProductLogs.class)
class LinkSimulationTest {

    private static final String SETTING = "paylinks.link-simulation.";
    private static final long USUAL_EVENTS = 20_000;
    private static final long MAX_SEEDS_PER_FAULT = 2_000;
    private static final long SEEDS_WITH_EVERY_WRITE = 60;
    private static final String CLAIM = "SET taken = taken + ";

    @Test
    void noMoreArePaidThanTheLimitAllowsAndNoPlaceIsLost() {
        CheckoutSimulation<LinkSystem> simulation = CheckoutSimulation.ofLink(StoreClient.inProcess(), LinkSystem.Extent.LIFE);
        Long one = Long.getLong(SETTING + "seed");
        if (one != null) {
            CheckoutSimulation.Run run = simulation.run(one, true);
            run.log().forEach(System.out::println);
            assertEquals(List.of(), run.violations());
            return;
        }
        long events = Long.getLong(SETTING + "events", USUAL_EVENTS);
        assertEquals(List.of(), simulation.violations(Long.getLong(SETTING + "first", 1L), events),
                "see a seed again: ./mvnw test -Dtest=LinkSimulationTest -D" + SETTING + "seed=<seed>");
    }

    /**
     * A condition of the writes to a link or its claims.
     *
     * @param kind  how the partition begins, with {@code /} how the sort key begins; several are separated by {@code +}
     * @param write how the updates begin, or {@code put}; empty for all
     */
    private record Condition(String kind, String write, String expression) {

        @Override
        public String toString() {
            return "'" + expression + "' of " + kind + " " + write;
        }
    }

    private static List<Condition> decisive() {
        return List.of(
                new Condition("LINK#/LINK", "SET #active", "#version = :seen"),
                new Condition("LINK#/LINK", CLAIM, "#active = :true"),
                new Condition("LINK#/LINK", CLAIM, "(attribute_not_exists(expiresAt) OR expiresAt > :now)"),
                new Condition("LINK#/LINK", CLAIM, "(attribute_not_exists(paymentLimit) OR taken < paymentLimit)"),
                // Each claim that is held has an item of its own besides, which is as new.
                new Condition("LINK#/CLAIM# + LINK#/HELD#", "put", "attribute_not_exists(pk)"),
                new Condition("LINK#/CLAIM#", "SET #state", "#state = :seen"));
    }

    /** Conditions that another one implies, or that are removed elsewhere. */
    private static List<Condition> guards() {
        return List.of(
                // Links are never deleted.
                new Condition("LINK#/LINK", "SET", "attribute_exists(pk)"),
                // The key of its request refuses a second one.
                new Condition("LINK#/LINK", "put", "attribute_not_exists(pk)"));
    }

    @ParameterizedTest
    @MethodSource("decisive")
    void aConditionThatIsTakenOutIsMissed(Condition condition) {
        CheckoutSimulation<LinkSystem> weakened = CheckoutSimulation.ofLink(TableWithoutCondition.without(condition.kind, condition.write, condition.expression),
                LinkSystem.Extent.RACES);
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
    void noConditionOfALinkIsForgottenHere() {
        Set<String> unknown = new TreeSet<>();
        Set<Condition> unused = new LinkedHashSet<>(decisive());
        unused.addAll(guards());
        DynamoDbClient table = StoreClient.inProcess();
        CheckoutSimulation<LinkSystem> simulation = CheckoutSimulation.ofLink(StoreClient.of((operation, request) -> {
            if (request instanceof TransactWriteItemsRequest transaction) {
                transaction.transactItems().forEach(item -> {
                    if (item.put() != null) {
                        examine(item.put().item().get("pk"), item.put().item().get("sk"), "put", item.put().conditionExpression(), unknown, unused);
                    } else if (item.update() != null) {
                        examine(item.update().key().get("pk"), item.update().key().get("sk"), item.update().updateExpression(),
                                item.update().conditionExpression(), unknown, unused);
                    }
                });
            } else if (request instanceof UpdateItemRequest update) {
                examine(update.key().get("pk"), update.key().get("sk"), update.updateExpression(), update.conditionExpression(), unknown, unused);
            }
            return StoreClient.call(table, operation, request);
        }), LinkSystem.Extent.RACES);
        for (long seed = 1; seed <= SEEDS_WITH_EVERY_WRITE && !unused.isEmpty(); seed++) {
            simulation.run(seed, false);
        }
        assertEquals(Set.of(), unknown);
        assertEquals(Set.of(), unused);
    }

    /** Takes what is listed out of a condition; of payments and keys, {@link SimulationTest} has the conditions. */
    private static void examine(AttributeValue partition, AttributeValue sort, String write, String written, Set<String> unknown,
            Set<Condition> unused) {
        if (written == null || !partition.s().startsWith("LINK#")) {
            return;
        }
        String key = "LINK#/" + sort.s();
        String left = written;
        for (Condition condition : Stream.concat(decisive().stream(), guards().stream()).toList()) {
            boolean isMeant = Stream.of(condition.kind.split(" [+] ")).anyMatch(key::startsWith) && write.startsWith(condition.write);
            if (isMeant && left.contains(condition.expression)) {
                left = left.replace(condition.expression, "");
                unused.remove(condition);
            }
        }
        if (!left.replaceAll("AND|[ ]", "").isEmpty()) {
            unknown.add(key + " " + write + " IF " + written);
        }
    }

    @Test
    void theSameSeedRunsIdentically() {
        CheckoutSimulation<LinkSystem> one = CheckoutSimulation.ofLink(StoreClient.inProcess(), LinkSystem.Extent.LIFE);
        CheckoutSimulation<LinkSystem> other = CheckoutSimulation.ofLink(StoreClient.inProcess(), LinkSystem.Extent.LIFE);
        for (long seed = 1; seed <= 3; seed++) {
            assertEquals(one.run(seed, true), other.run(seed, true));
        }
    }
}
