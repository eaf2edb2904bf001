package africa.paylinks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random transfers, of which each is decided by what the process knew some time ago, against a model of the books. */
@Tag("slow")
class LedgerSimulationTest {

    private static final String SETTING = "paylinks.ledger-simulation.";
    private static final long EVENTS = Long.getLong(SETTING + "events", 40_000);
    private static final int STEPS = 250;
    private static final long MAX_SEEDS_PER_FAULT = 400;

    @Test
    void theBooksAgreeAfterEveryStep() {
        LedgerSimulation simulation = new LedgerSimulation(StoreClient.inProcess());
        long seed = Long.getLong(SETTING + "first", 1L);
        for (; simulation.events() < EVENTS; seed++) {
            try {
                simulation.run(seed, STEPS);
            } catch (LedgerSimulation.Violation violation) {
                fail("Seed " + seed + ": " + violation.getMessage(), violation);
            }
        }
        System.out.printf("%,d events of %d seeds, %,d interleaved: %s%n", simulation.events(), seed - 1, simulation.interleaved(), simulation.outcomes());
        for (String outcome : new String[] {"book Stored", "book INSUFFICIENT_FUNDS", "book DAILY_VALUE_LIMIT_EXCEEDED", "book ACCOUNT_CLOSED",
            "post ENDED", "post NOT_POSSIBLE", "expire ENDED", "fail ENDED", "postLate ENDED", "keepForReturn ENDED", "reverse Stored", "reverse Exists"}) {
            if (!simulation.outcomes().containsKey(outcome)) {
                fail(outcome + " did not happen: " + simulation.outcomes());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "ACCOUNT#    | availableMinor >= :availableLeast",
        "ACCOUNT#    | entryCount = :seen AND balanceMinor = :balance",
        "ACCOUNT#    | closed = :false",
        "TRANSFER#   | attribute_not_exists(pk)",
        "TRANSFER#   | #rank < :ended",
        "TRANSFER#   | (attribute_not_exists(expiresAt) OR expiresAt > :at)",
        "TRANSFER#   | expiresAt <= :at",
        "TRANSFER#   | #rank >= :ended",
        "TRANSFER#   | #rank < :collected",
        "TRANSFER#   | #rank = :completed",
        "DAILYCOUNT# | sentMinor <= :mostBefore",
        "DAILYCOUNT# | sentCount < :most"})
    void aConditionThatIsTakenOutIsMissed(String kind, String condition) {
        LedgerSimulation weakened = new LedgerSimulation(TableWithoutCondition.without(kind, "", condition));
        for (long seed = 1; seed <= MAX_SEEDS_PER_FAULT; seed++) {
            try {
                weakened.run(seed, STEPS);
            } catch (LedgerSimulation.Violation violation) {
                System.out.printf("Without '%s' of %s: seed %d, after %,d events: %.160s%n", condition, kind, seed, weakened.events(), violation.getMessage());
                return;
            }
        }
        fail("Without '" + condition + "' of " + kind + ", no violation in " + MAX_SEEDS_PER_FAULT + " seeds");
    }

    @Test
    void theSameSeedRunsIdentically() {
        LedgerSimulation one = new LedgerSimulation(StoreClient.inProcess());
        LedgerSimulation other = new LedgerSimulation(StoreClient.inProcess());
        one.run(7, STEPS);
        other.run(7, STEPS);
        assertEquals(one.outcomes(), other.outcomes());
    }
}
