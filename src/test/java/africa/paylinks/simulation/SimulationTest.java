package africa.paylinks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Lets simulated worlds happen around the product, and looks at what is left of them.
 *
 * <p>{@code -Dpaylinks.simulation.seed=N} tells one world, {@code -Dpaylinks.simulation.seeds=N} and
 * {@code -Dpaylinks.simulation.events=N} run many.
 */
class SimulationTest {

    private static final Logger PRODUCT = Logger.getLogger("africa.paylinks");
    private static final Duration USUAL_TIME = Duration.ofSeconds(45);

    private static final int MOST_SEEDS_FOR_A_FAULT = 200;

    private static DynamoDbClient store;
    private static Level before;

    @BeforeAll
    static void start() {
        store = Boolean.getBoolean("paylinks.simulation.model") ? StoreClient.model() : StoreClient.embedded();
        before = PRODUCT.getLevel();
        // What goes wrong here goes wrong on purpose, many thousand times.
        PRODUCT.setLevel(Level.OFF);
    }

    @AfterAll
    static void end() {
        PRODUCT.setLevel(before);
    }

    @Test
    void whateverHappensNothingIsLostAndNothingHappensTwice() {
        Simulation simulation = new Simulation(store, Rule.OURS);
        Long one = Long.getLong("paylinks.simulation.seed");
        if (one != null) {
            Simulation.Run run = simulation.run(one, true);
            run.story().forEach(System.out::println);
            assertEquals(List.of(), run.violations());
            return;
        }
        long seeds = Long.getLong("paylinks.simulation.seeds", Long.MAX_VALUE);
        long events = Long.getLong("paylinks.simulation.events", Long.MAX_VALUE);
        boolean asked = seeds != Long.MAX_VALUE || events != Long.MAX_VALUE;
        long first = Long.getLong("paylinks.simulation.first", 1);
        long end = System.nanoTime() + USUAL_TIME.toNanos();
        for (long seed = first; seed - first < seeds && simulation.events() < events && (asked || System.nanoTime() < end); seed++) {
            Simulation.Run run = simulation.run(seed, false);
            if (!run.violations().isEmpty()) {
                simulation.run(seed, true).story().forEach(System.out::println);
                fail("Seed " + seed + ": " + String.join("\n", run.violations())
                        + "\nSee it again: ./mvnw test -Dtest=SimulationTest -Dpaylinks.simulation.seed=" + seed);
            }
            if (simulation.seeds() % 1000 == 0) {
                System.out.printf("%d seeds, %d events%n", simulation.seeds(), simulation.events());
            }
        }
        System.out.println(simulation.account());
    }

    @Test
    void theWidespreadRuleForKeysMakesTwoLinksAndIsSeenToDoSo() {
        Simulation widespread = new Simulation(store, WidespreadRule::store);
        for (long seed = 1; seed <= MOST_SEEDS_FOR_A_FAULT; seed++) {
            if (widespread.run(seed, false).violations().stream().anyMatch(what -> what.startsWith(Judge.TWO_LINKS))) {
                System.out.printf("Without owner condition, and with release on any exception: two links under one key in world %d, "
                        + "after %d events%n", seed, widespread.events());
                assertEquals(List.of(), new Simulation(store, Rule.OURS).run(seed, false).violations());
                return;
            }
        }
        fail("The simulation did not see the fault of the widespread rule in " + MOST_SEEDS_FOR_A_FAULT + " worlds");
    }

    @Test
    void theSameSeedIsTheSameWorldOverDynamoDbAndOverItsModel() {
        Simulation real = new Simulation(StoreClient.embedded(), Rule.OURS);
        Simulation model = new Simulation(StoreClient.model(), Rule.OURS);
        for (long seed = 1; seed <= Long.getLong("same", 10); seed++) {
            Simulation.Run one = model.run(seed, false);
            Simulation.Run other = real.run(seed, false);
            if (!one.equals(other)) {
                List<String> a = model.run(seed, true).story();
                List<String> b = real.run(seed, true).story();
                for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                    if (!a.get(i).equals(b.get(i))) {
                        a.subList(Math.max(0, i - 20), Math.min(i + 5, a.size())).forEach(System.out::println);
                        System.out.println("--- other");
                        b.subList(i, Math.min(i + 5, b.size())).forEach(System.out::println);
                        break;
                    }
                }
            }
            assertEquals(one, other);
        }
    }
}
