package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoDeliveryLog;
import africa.paylinks.aws.DynamoLeaseStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.metrics.Metric;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import com.standardwebhooks.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class EventDeliveryTest {

    /** The clock of this machine, because the official library looks at it; from there on the test moves it. */
    private final AdjustableClock clock = new AdjustableClock(Instant.ofEpochMilli(System.currentTimeMillis()));
    private final DeliveryFixture fixture = new DeliveryFixture(clock);
    private final FakeEndpoint endpoint = new FakeEndpoint();

    @BeforeEach
    void enter() {
        fixture.endpoint(endpoint.url(), DeliveryFixture.SECRET);
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void deliversEachEventOnceWithASignatureThatTheOfficialLibraryVerifies() throws Exception {
        fixture.endpoint(endpoint.url(), DeliveryFixture.SECRET, DeliveryFixture.OLDER_SECRET);
        PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
        fixture.publish(terms);
        work();
        assertEquals(List.of("payment.created", "payment.completed"), endpoint.types());
        for (FakeEndpoint.Received one : endpoint.received()) {
            Map<String, List<String>> headers = new HashMap<>();
            one.headers().forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values));
            new Webhook(DeliveryFixture.SECRET).verify(one.body(), headers);
            new Webhook(DeliveryFixture.OLDER_SECRET).verify(one.body(), headers);
            assertEquals(List.of("application/json"), headers.get("content-type"));
            assertEquals(terms.id(), one.paymentId());
        }
        assertEquals(List.of("created 1 delivered 200", "completed 1 delivered 200"), fixture.attempts(terms));
        HistoryEntry entry = fixture.payments.history(terms.id()).stream().filter(any -> any.cause().equals("notification")).findFirst()
                .orElseThrow();
        assertEquals(entry.from(), entry.to());
        assertFalse(entry.detail().toString().contains("127.0.0.1"), "no URL");
    }

    @Test
    void anEndpointThatFailsFiveTimesGetsEverythingInOrderWithTheSameContent() {
        int[] failures = {5};
        endpoint.answer(any -> failures[0]-- > 0 ? 500 : 200);
        PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED, PaymentStatus.REFUNDED);
        Instant begin = clock.instant();
        fixture.publish(terms);
        work();
        assertEquals(List.of("created", "created", "created", "created", "created", "created", "completed", "refunded"),
                endpoint.types().stream().map(type -> type.replace("payment.", "")).toList());
        List<FakeEndpoint.Received> created = endpoint.received().subList(0, 6);
        assertEquals(1, created.stream().map(FakeEndpoint.Received::id).distinct().count(), "the id is stable");
        assertEquals(1, created.stream().map(FakeEndpoint.Received::body).distinct().count(), "the content too");
        assertEquals(6, created.stream().map(one -> one.headers().get("Webhook-timestamp")).distinct().count(), "the attempt's time is not");
        assertEquals(List.of(0L, 5L, 305L, 2105L, 9305L, 27305L),
                created.stream().map(one -> Long.parseLong(one.headers().get("Webhook-timestamp").get(0)) - begin.getEpochSecond()).toList());
        assertEquals(List.of(), fixture.queue.bodies(FakeQueue.DEAD));
        assertEquals("created 5 failed 500", fixture.attempts(terms).get(4));
        assertEquals(List.of(3L, 5L, 0L), Stream.of(Metric.EVENT_DELIVERED, Metric.EVENT_FAILED, Metric.EVENT_GIVEN_UP)
                .map(fixture.metrics::sum).toList());
        assertTrue(fixture.metrics.with(Metric.EVENT_DELIVERY_TIME).get(0).path("EventDeliveryTime").longValue() >= 27305);
        assertTrue(fixture.metrics.with(Metric.EVENT_FAILED).stream().allMatch(line -> line.path("answer").asText().equals("500")
                && line.path("payment").asText().equals(terms.id())));
        assertTrue(fixture.payments.history(terms.id()).stream().anyMatch(entry -> entry.detail().containsKey("next")));
    }

    @Test
    void reorderedOrDuplicateMessagesAreDeliveredInOrderAndOnce() {
        PaymentTerms terms = fixture.payment(PaymentStatus.EXPIRED, PaymentStatus.FAILED, PaymentStatus.COMPLETED, PaymentStatus.REFUNDED);
        List<String> envelopes = new ArrayList<>(fixture.envelopes(terms));
        java.util.Collections.reverse(envelopes);
        fixture.queue.send(FakeQueue.EVENTS, envelopes);
        fixture.queue.send(FakeQueue.EVENTS, envelopes);
        work();
        assertEquals(List.of("payment.created", "payment.expired", "payment.failed", "payment.completed", "payment.refunded"), endpoint.types());
    }

    @Test
    void ranksDecideWhereTheClocksOfTwoFunctionsDiffer() {
        // The events of SamplePayments all have one time, and creation's is a second earlier: here completion comes from the past.
        PaymentTerms terms = fixture.payment();
        fixture.payments.raise(new africa.paylinks.payment.StatusEvent(terms.id(), "flot", PaymentStatus.COMPLETED,
                africa.paylinks.payment.StatusEvent.Cause.WEBHOOK, terms.createdAt().minusSeconds(60), Optional.of(terms.amount()),
                Optional.empty(), Optional.empty(), Map.of()));
        fixture.publish(terms);
        work();
        assertEquals(List.of("payment.created", "payment.completed"), endpoint.types());
    }

    @Test
    void laterEventsWaitForEarlierOnes() {
        endpoint.answer(any -> 503);
        PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
        List<String> envelopes = fixture.envelopes(terms);
        fixture.queue.send(FakeQueue.EVENTS, envelopes.subList(1, 2));
        assertTrue(fixture.step(0));
        assertEquals(List.of("payment.created"), endpoint.types());
        fixture.queue.send(FakeQueue.EVENTS, envelopes.subList(0, 1));
        assertTrue(fixture.step(0), "the other message is there, and waits as long");
        assertEquals(List.of("payment.created"), endpoint.types());
        clock.advance(Duration.ofSeconds(5));
        endpoint.answer(any -> 200);
        work();
        assertEquals(List.of("payment.created", "payment.created", "payment.completed"), endpoint.types());
    }

    @Test
    void anEndpointThatStaysDownDeadLettersAllEventsAndOneRedriveDeliversThemInOrder() {
        endpoint.answer(any -> 500);
        List<PaymentTerms> all = Stream.generate(() -> fixture.payment(PaymentStatus.COMPLETED)).limit(3).toList();
        all.forEach(fixture::publish);
        work();
        assertEquals(6, fixture.queue.bodies(FakeQueue.DEAD).size());
        assertEquals(List.of(), fixture.queue.bodies(FakeQueue.EVENTS));
        assertEquals(8, fixture.attempts(all.get(0)).stream().filter(words -> words.matches("created [1-8] failed 500")).count());
        int before = endpoint.received().size();

        work();
        assertEquals(before, endpoint.received().size(), "nothing is tried any more");

        endpoint.answer(any -> 200);
        fixture.queue.move(FakeQueue.DEAD, FakeQueue.EVENTS);
        List<String> redriven = new ArrayList<>(fixture.queue.bodies(FakeQueue.EVENTS));
        work();
        assertEquals(6, redriven.size());
        List<FakeEndpoint.Received> after = endpoint.received().subList(before, endpoint.received().size());
        assertEquals(6, after.size(), "each once");
        for (PaymentTerms terms : all) {
            assertEquals(List.of("payment.created", "payment.completed"), after.stream().filter(one -> one.paymentId().equals(terms.id()))
                    .map(FakeEndpoint.Received::type).toList());
        }
        assertEquals(6, endpoint.received().stream().map(FakeEndpoint.Received::id).distinct().count(), "ids outlive the dead letters");
        assertEquals(6, endpoint.received().stream().map(FakeEndpoint.Received::body).distinct().count());
    }

    @Test
    void aRedrivenEventIsDeadLetteredAgainAfterAllAttemptsFail() {
        endpoint.answer(any -> 500);
        PaymentTerms terms = fixture.payment();
        fixture.publish(terms);
        fixture.publish(terms);
        work();
        assertEquals(1, fixture.queue.bodies(FakeQueue.DEAD).size(), "a repetition makes no second dead letter");
        String first = fixture.queue.bodies(FakeQueue.DEAD).get(0);
        fixture.queue.move(FakeQueue.DEAD, FakeQueue.EVENTS);
        work();
        assertEquals(16, endpoint.received().size());
        assertEquals(1, fixture.queue.bodies(FakeQueue.DEAD).size());
        assertNotEquals(first, fixture.queue.bodies(FakeQueue.DEAD).get(0));
        // The first one, kept somewhere and put back once more, does not start anything.
        fixture.queue.send(FakeQueue.EVENTS, List.of(first));
        work();
        assertEquals(16, endpoint.received().size());
    }

    @Test
    void deadLetteredEventsAreRetriedBeforeLaterEventsAndNeverAfterThem() {
        endpoint.answer(one -> one.type().equals("payment.created") ? 400 : 200);
        PaymentTerms terms = fixture.payment();
        fixture.publish(terms);
        work();
        assertEquals(8, endpoint.received().size());
        fixture.raise(terms, PaymentStatus.COMPLETED);
        fixture.publish(terms);
        work();
        assertEquals(List.of("payment.created", "payment.completed"), endpoint.types().subList(8, 10));
        clock.advance(Duration.ofSeconds(1));
        // Redriven now, the first event would take the payment back at the merchant.
        endpoint.answer(any -> 200);
        fixture.queue.move(FakeQueue.DEAD, FakeQueue.EVENTS);
        work();
        assertEquals(10, endpoint.received().size());
        assertEquals("created - superseded -", fixture.attempts(terms).get(10));
    }

    @Test
    void manyAbandonedEventsDoNotUseUpTheAttemptsOfTheNext() {
        endpoint.answer(any -> 500);
        PaymentTerms terms = fixture.payment(PaymentStatus.EXPIRED, PaymentStatus.FAILED);
        fixture.publish(terms);
        work();
        assertEquals(3, fixture.queue.bodies(FakeQueue.DEAD).size());
        int before = endpoint.received().size();
        fixture.raise(terms, PaymentStatus.COMPLETED);
        fixture.queue.send(FakeQueue.EVENTS, fixture.envelopes(terms).subList(3, 4));
        assertTrue(fixture.step(0));
        assertEquals(List.of("payment.created", "payment.completed"), endpoint.types().subList(before, before + 2));
        assertEquals(before + 2, endpoint.received().size());
        endpoint.answer(any -> 200);
        work();
        assertEquals(List.of("payment.created", "payment.expired", "payment.failed", "payment.completed"),
                endpoint.types().subList(before + 2, endpoint.received().size()));
    }

    @Test
    void honoursTheRetryAfterOfTheEndpoint() {
        for (Map.Entry<String, Duration> asked : Map.of("600", Duration.ofSeconds(600), "1", Duration.ofSeconds(5), "soon", Duration.ofSeconds(5),
                "9999999", Duration.ofHours(11), java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        clock.instant().plusSeconds(90).atZone(java.time.ZoneOffset.UTC)), Duration.ofSeconds(90)).entrySet()) {
            DeliveryFixture fresh = new DeliveryFixture(clock);
            fresh.endpoint(endpoint.url(), DeliveryFixture.SECRET);
            endpoint.answer(any -> 429);
            endpoint.sendRetryAfter(asked.getKey());
            fresh.publish(fresh.payment());
            assertTrue(fresh.step(0));
            Duration wait = Duration.between(clock.instant(), fresh.next().orElseThrow());
            assertTrue(wait.minus(asked.getValue()).abs().compareTo(Duration.ofSeconds(1)) <= 0, asked + " " + wait);
        }
    }

    @Test
    void status410SwitchesTheEndpointOffUntilItsUrlChangesOrAnOperatorSwitchesItOn() {
        endpoint.answer(any -> 410);
        PaymentTerms terms = fixture.payment();
        fixture.publish(terms);
        work();
        assertEquals(List.of("created 1 endpoint-switched-off 410"), fixture.attempts(terms));
        assertEquals(List.of(), fixture.queue.bodies(FakeQueue.DEAD));
        endpoint.answer(any -> 200);
        fixture.raise(terms, PaymentStatus.COMPLETED);
        fixture.publish(terms);
        work();
        assertEquals(1, endpoint.received().size(), "it is left alone");

        fixture.endpoint(endpoint.url() + "/new", DeliveryFixture.SECRET);
        fixture.publish(terms);
        work();
        assertEquals(List.of("payment.created", "payment.created", "payment.completed"), endpoint.types());

        endpoint.answer(any -> 410);
        fixture.publish(fixture.payment());
        work();
        endpoint.answer(any -> 200);
        fixture.publish(fixture.payment());
        work();
        assertEquals(4, endpoint.received().size(), "the new one is off as well");
        fixture.merchants.switchOn(fixture.merchant);
        fixture.publish(fixture.payment());
        work();
        assertEquals(5, endpoint.received().size());
    }

    @Test
    void anEndpointThatTimesOutIsPausedSoThatOtherMerchantsAreNotDelayed() {
        fixture.patience = Duration.ofMillis(300);
        endpoint.answer(any -> {
            try {
                Thread.sleep(1_500);
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
            return 200;
        });
        PaymentTerms one = fixture.payment();
        PaymentTerms other = fixture.payment();
        fixture.publish(one);
        assertTrue(fixture.step(0));
        assertEquals(List.of("created 1 failed timeout"), fixture.attempts(one));
        clock.advance(Duration.ofSeconds(6));
        fixture.publish(other);
        assertTrue(fixture.step(0));
        assertTrue(fixture.step(0));
        assertFalse(fixture.step(0), "both wait elsewhere");
        assertEquals(2, fixture.waiting(DueItem.OfNotification.parkedFor(fixture.merchant)).size());
        assertEquals(1, endpoint.received().size());
        assertEquals(List.of(), fixture.attempts(other), "that is no attempt");
        assertEquals(0, fixture.bring(), "it rests");
        endpoint.answer(any -> 200);
        work();
        assertEquals(List.of("created 1 failed timeout", "created 2 delivered 200"), fixture.attempts(one));
        assertEquals(List.of("created 1 delivered 200"), fixture.attempts(other));
    }

    @Test
    void onlyTheTwoHundredsAreSuccess() {
        for (int status : new int[] {201, 202, 204, 299}) {
            endpoint.answer(any -> status);
            PaymentTerms terms = fixture.payment();
            fixture.publish(terms);
            work();
            assertEquals(List.of("created 1 delivered " + status), fixture.attempts(terms));
        }
        for (int status : new int[] {0, 301, 302, 307, 308, 400, 401, 404, 429, 500, 502, 504}) {
            endpoint.answer(any -> status);
            PaymentTerms terms = fixture.payment();
            fixture.publish(terms);
            assertTrue(fixture.step(0));
            assertEquals(List.of("created 1 failed " + (status == 0 ? "answer-malformed" : status)), fixture.attempts(terms));
            fixture.queue.move(FakeQueue.EVENTS, "elsewhere");
        }
    }

    @Test
    void withoutAnEndpointNothingIsSentOrStored() {
        fixture.merchants.removeEndpoint(fixture.merchant);
        PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
        fixture.publish(terms);
        work();
        assertEquals(List.of(), fixture.attempts(terms));
        assertEquals(List.of(), TestTable.partition("PROGRESS#notification#" + terms.id()));
    }

    @Test
    void withoutAUsableSecretNothingIsSent() {
        fixture.endpoint(endpoint.url(), "whsec_c2hvcnQ=", "not base64", "");
        PaymentTerms terms = fixture.payment();
        fixture.publish(terms);
        assertTrue(fixture.step(0));
        assertEquals(List.of("created 1 failed no-secret"), fixture.attempts(terms));
        assertEquals(List.of(), endpoint.received());
    }

    @Test
    void aRefusedUrlIsAFailureWithoutARequest() {
        fixture.endpoint("ftp://shop.example/", DeliveryFixture.SECRET);
        PaymentTerms terms = fixture.payment();
        fixture.publish(terms);
        assertTrue(fixture.step(0));
        assertEquals(List.of("created 1 failed not-https"), fixture.attempts(terms));
    }

    @Test
    void aMessageAboutAnExpiredEventDeliversTheRemainingEvents() {
        PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
        String created = fixture.envelopes(terms).get(0);
        var forgotten = TestTable.partition("OUTBOX#" + terms.id()).get(0);
        TestTable.client().deleteItem(request -> request.tableName(TestTable.CONFIG.table())
                .key(Map.of("pk", forgotten.get("pk"), "sk", forgotten.get("sk"))));
        fixture.queue.send(FakeQueue.EVENTS, List.of(created));
        work();
        assertEquals(List.of("payment.completed"), endpoint.types());
    }

    @Test
    void anUnreadableMessageIsDeadLetteredAtOnce() {
        fixture.queue.send(FakeQueue.EVENTS, List.of("no JSON", "{\"detail\":{\"id\":\"evt_1\"}}"));
        work();
        assertEquals(List.of("no JSON", "{\"detail\":{\"id\":\"evt_1\"}}"), fixture.queue.bodies(FakeQueue.DEAD));
    }

    @Test
    void aWorkerKilledAfterTheRequestResendsTheSameBytesAndTheNextWorkerWaitsForTheLease() {
        DynamoLeaseStore progress = new DynamoLeaseStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
        DynamoDeliveryLog deliveries = new DynamoDeliveryLog(TestTable.client(), TestTable.CONFIG);
        boolean[] killed = {true};
        fixture.wire(new LeaseStore() {
            @Override
            public Optional<Lease> take(String subject, Duration lease) {
                return progress.take(subject, lease);
            }

            @Override
            public Lease write(Lease held, Map<String, String> entries) {
                return progress.write(held, entries);
            }

            @Override
            public void release(Lease held) {
                if (!killed[0]) {
                    progress.release(held);
                }
            }
        }, new DeliveryLog() {
            @Override
            public List<OutboxRecord> events(String paymentId) {
                return deliveries.events(paymentId);
            }

            @Override
            public Map<String, String> states(String subject) {
                return deliveries.states(subject);
            }

            @Override
            public List<DeliveryAttempt> attempts(String paymentId) {
                return deliveries.attempts(paymentId);
            }

            @Override
            public Lease record(Lease held, Map<String, String> entries, DeliveryAttempt attempt) {
                if (killed[0]) {
                    throw new IllegalStateException("killed");
                }
                return deliveries.record(held, entries, attempt);
            }
        }, List.of(Duration.ofSeconds(5)));
        PaymentTerms terms = fixture.payment(PaymentStatus.COMPLETED);
        List<String> envelopes = fixture.envelopes(terms);
        fixture.queue.send(FakeQueue.EVENTS, envelopes.subList(0, 1));
        assertTrue(fixture.step(0));
        assertEquals(List.of("payment.created"), endpoint.types());
        killed[0] = false;
        fixture.queue.send(FakeQueue.EVENTS, envelopes.subList(1, 2));
        assertTrue(fixture.step(0));
        assertEquals(List.of("payment.created"), endpoint.types(), "somebody may still be at it");
        clock.advance(Duration.ofSeconds(80));
        work();
        assertEquals(List.of("payment.created", "payment.created", "payment.completed"), endpoint.types());
        assertEquals(endpoint.received().get(0).body(), endpoint.received().get(1).body());
    }

    /** Works until nothing waits any more, letting time pass as it has to. */
    private void work() {
        for (int i = 0; i < 2_000; i++) {
            Optional<Instant> next = fixture.next();
            if (next.isEmpty()) {
                return;
            }
            if (next.get().isAfter(clock.instant())) {
                clock.advance(Duration.between(clock.instant(), next.get()));
            }
            if (!fixture.step(i)) {
                fixture.bring();
            }
        }
        throw new AssertionError("The queue is not empty: " + fixture.queue.bodies(FakeQueue.EVENTS));
    }
}
