package africa.paylinks.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.TestTable;
import africa.paylinks.erasure.ErasureAnswer;
import africa.paylinks.erasure.ErasureFixture;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SubscriptionErasureTest {

    private static final Map<String, String> MARKED = Map.of("description", "\"Insurance of Zqmark\"", "metadata", "{\"name\":\"Zqmark\"}",
            "customer", "{\"id\":\"zqmark-7\",\"name\":\"Zqmark Ada\",\"email\":\"zqmark@example.com\",\"phone\":\"" + ErasureFixture.PHONE + "\"}");

    private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-12-01T10:00:00Z"));
    private final TestTable.Empty table = TestTable.empty();
    private final SubscriptionFixture fixture = new SubscriptionFixture(clock, table);
    private final ErasureFixture erasure = new ErasureFixture(table, clock);

    @Test
    void noItemHoldsASubscribersDataAfterwardsAndTheCourseOfTheSubscriptionStays() {
        String id = failed("key-1");
        erasure.delivered("SUBSCRIPTION#" + id, "zqmark-7");
        String other = fixture.subscribe(Map.of()).path("id").asText();
        fixture.call("other", "POST", "", SubscriptionFixture.body(Map.of()));
        String cancelled = fixture.status(id);
        List<String> periods = fixture.periods(id);
        List<String> events = fixture.events(id);
        Map<String, String> ofOther = erasure.items(other);
        assertTrue(erasure.marked().containsAll(Set.of("SUBSCRIPTION", "OUTBOX", "IDEMPOTENCY", "PAYMENT")), erasure.marked().toString());

        ErasureAnswer answer = erasure.erase("shop", "phone", ErasureFixture.PHONE);
        assertTrue(answer.erased().contains(id), answer.toString());
        assertEquals(List.of(), answer.open());
        assertEquals(Set.of(), erasure.marked());

        assertEquals(List.of(cancelled, periods, events), List.of(fixture.status(id), fixture.periods(id), fixture.events(id)));
        assertTrue(fixture.store.find(id).orElseThrow().terms().customer().isUnknown());
        assertEquals(ofOther, erasure.items(other));
        assertEquals(1, erasure.items("DSR-17").keySet().stream().filter(key -> key.startsWith("SUBSCRIPTION#" + id + "|ERASURE#")).count());
        assertEquals(List.of(), erasure.erase("shop", "phone", ErasureFixture.PHONE).erased());
    }

    @Test
    void eachWayToNameTheCustomerFindsTheSubscription() {
        for (Map.Entry<String, String> known : Map.of("customer", "zqmark-7", "phone", ErasureFixture.PHONE, "email", "ZQMARK@example.com").entrySet()) {
            String id = failed("key-" + known.getKey());
            assertEquals(List.of(), erasure.erase("other", known.getKey(), known.getValue()).erased());
            assertTrue(erasure.erase("shop", known.getKey(), known.getValue()).erased().contains(id), known.getKey());
            assertEquals(Set.of(), erasure.marked(), known.getKey());
        }
    }

    @Test
    void theAnswerToTheCreationIsStillRepeatedWithoutTheCustomer() {
        String id = failed("key-1");
        erasure.erase("shop", "customer", "zqmark-7");
        JsonValue repeated = SubscriptionFixture.json(create("key-1"));
        assertEquals(id, repeated.path("id").asText());
        assertTrue(repeated.path("customer").isNull() && repeated.path("description").isNull() && repeated.path("metadata").isEmpty());
    }

    @Test
    void aSubscriptionThatHasNotEndedIsLeftAloneUntilItIsCancelled() {
        String id = SubscriptionFixture.json(create("key-1")).path("id").asText();
        Map<String, String> before = erasure.items();
        assertEquals(List.of(id), erasure.dryRun("shop", "phone", ErasureFixture.PHONE).open());
        assertEquals(List.of(id), erasure.erase("shop", "phone", ErasureFixture.PHONE).open());
        assertEquals(before, erasure.items());

        fixture.call("shop", "POST", "/" + id + "/cancel", "{}");
        assertEquals(List.of(id), erasure.erase("shop", "phone", ErasureFixture.PHONE).erased());
        assertEquals(Set.of(), erasure.marked());
    }

    @Test
    void aCancelledSubscriptionIsLeftAloneWhileAnAttemptHasNoOutcome() {
        String id = SubscriptionFixture.json(create("key-1")).path("id").asText();
        fixture.run();
        String payment = fixture.debiting.calls.get(0);
        fixture.call("shop", "POST", "/" + id + "/cancel", "{}");
        assertEquals("CANCELLED", fixture.status(id));
        assertEquals(Set.of(id, payment), Set.copyOf(erasure.erase("shop", "phone", ErasureFixture.PHONE).open()));

        fixture.end(payment, PaymentStatus.COMPLETED, "");
        assertEquals(Set.of(id, payment), Set.copyOf(erasure.erase("shop", "phone", ErasureFixture.PHONE).erased()));
        assertEquals(Set.of(), erasure.marked());
    }

    private ApiResponse create(String key) {
        return fixture.call("shop", "POST", "", SubscriptionFixture.body(MARKED), key);
    }

    /** A subscription whose only attempt failed with a message that names the customer, and that was cancelled then. */
    private String failed(String key) {
        String id = SubscriptionFixture.json(create(key)).path("id").asText();
        fixture.run();
        String payment = fixture.debiting.calls.get(fixture.debiting.calls.size() - 1);
        fixture.payments.raise(new StatusEvent(payment, "debiting", PaymentStatus.FAILED, Cause.STATUS_CHECK, clock.instant(), Optional.empty(),
                Optional.empty(), Optional.of(new Failure("declined", "The wallet of Zqmark is empty")), Map.of()));
        fixture.end(payment, PaymentStatus.FAILED, "declined");
        clock.advance(Duration.ofSeconds(1));
        fixture.call("shop", "POST", "/" + id + "/cancel", "{}");
        assertEquals("CANCELLED", fixture.status(id));
        return id;
    }
}
