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

class EventDeliveryTest {

    /** The clock of this machine, because the official library looks at it; from there on the test moves it. */
    private final AdjustableClock clock = new AdjustableClock(Instant.ofEpochMilli(System.currentTimeMillis()));
    private final DeliveryFixture world = new DeliveryFixture(clock);
    private final FakeEndpoint endpoint = new FakeEndpoint();

    @BeforeEach
    void enter() {
        world.endpoint(endpoint.url(), DeliveryFixture.SECRET);
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void tellsEachStepOnceSignedAsTheOfficialLibraryWantsIt() throws Exception {
        world.endpoint(endpoint.url(), DeliveryFixture.SECRET, DeliveryFixture.OLDER_SECRET);
        PaymentTerms terms = world.payment(PaymentStatus.COMPLETED);
        world.publish(terms);
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
        assertEquals(List.of("created 1 delivered 200", "completed 1 delivered 200"), world.attempts(terms));
        HistoryEntry entry = world.payments.history(terms.id()).stream().filter(any -> any.cause().equals("notification")).findFirst()
                .orElseThrow();
        assertEquals(entry.from(), entry.to());
        assertFalse(entry.detail().toString().contains("127.0.0.1"), "no URL");
    }

    @Test
    void anEndpointThatFailsFiveTimesGetsEverythingInOrderWithTheSameContent() {
        int[] failures = {5};
        endpoint.answer(any -> failures[0]-- > 0 ? 500 : 200);
        PaymentTerms terms = world.payment(PaymentStatus.COMPLETED, PaymentStatus.REFUNDED);
        Instant begin = clock.instant();
        world.publish(terms);
        work();
        assertEquals(List.of("created", "created", "created", "created", "created", "created", "completed", "refunded"),
                endpoint.types().stream().map(type -> type.replace("payment.", "")).toList());
        List<FakeEndpoint.Received> created = endpoint.received().subList(0, 6);
        assertEquals(1, created.stream().map(FakeEndpoint.Received::id).distinct().count(), "the id is stable");
        assertEquals(1, created.stream().map(FakeEndpoint.Received::body).distinct().count(), "the content too");
        assertEquals(6, created.stream().map(one -> one.headers().get("Webhook-timestamp")).distinct().count(), "the attempt's time is not");
        assertEquals(List.of(0L, 5L, 305L, 2105L, 9305L, 27305L),
                created.stream().map(one -> Long.parseLong(one.headers().get("Webhook-timestamp").get(0)) - begin.getEpochSecond()).toList());
        assertEquals(List.of(), world.queue.bodies(FakeQueue.DEAD));
        assertEquals("created 5 failed 500", world.attempts(terms).get(4));
        assertEquals(List.of(3L, 5L, 0L), Stream.of(Metric.EVENT_DELIVERED, Metric.EVENT_FAILED, Metric.EVENT_GIVEN_UP)
                .map(world.metrics::sum).toList());
        assertTrue(world.metrics.with(Metric.EVENT_DELIVERY_TIME).get(0).path("EventDeliveryTime").longValue() >= 27305);
        assertTrue(world.metrics.with(Metric.EVENT_FAILED).stream().allMatch(line -> line.path("answer").asText().equals("500")
                && line.path("payment").asText().equals(terms.id())));
        assertTrue(world.payments.history(terms.id()).stream().anyMatch(entry -> entry.detail().containsKey("next")));
    }

    @Test
    void whatComesOutOfOrderOrTwiceIsToldInOrderAndOnce() {
        PaymentTerms terms = world.payment(PaymentStatus.EXPIRED, PaymentStatus.FAILED, PaymentStatus.COMPLETED, PaymentStatus.REFUNDED);
        List<String> envelopes = new ArrayList<>(world.envelopes(terms));
        java.util.Collections.reverse(envelopes);
        world.queue.send(FakeQueue.NEWS, envelopes);
        world.queue.send(FakeQueue.NEWS, envelopes);
        work();
        assertEquals(List.of("payment.created", "payment.expired", "payment.failed", "payment.completed", "payment.refunded"), endpoint.types());
    }

    @Test
    void ranksDecideWhereTheClocksOfTwoFunctionsDiffer() {
        // The news of SamplePayments are all of one time, and creation's is a second earlier: here completion comes from the past.
        PaymentTerms terms = world.payment();
        world.payments.raise(new africa.paylinks.payment.StatusEvent(terms.id(), "flot", PaymentStatus.COMPLETED,
                africa.paylinks.payment.StatusEvent.Cause.WEBHOOK, terms.createdAt().minusSeconds(60), Optional.of(terms.amount()),
                Optional.empty(), Optional.empty(), Map.of()));
        world.publish(terms);
        work();
        assertEquals(List.of("payment.created", "payment.completed"), endpoint.types());
    }

    @Test
    void laterNewsWaitForEarlierOnes() {
        endpoint.answer(any -> 503);
        PaymentTerms terms = world.payment(PaymentStatus.COMPLETED);
        List<String> envelopes = world.envelopes(terms);
        world.queue.send(FakeQueue.NEWS, envelopes.subList(1, 2));
        assertTrue(world.step(0));
        assertEquals(List.of("payment.created"), endpoint.types());
        world.queue.send(FakeQueue.NEWS, envelopes.subList(0, 1));
        assertTrue(world.step(0), "the other message is there, and waits as long");
        assertEquals(List.of("payment.created"), endpoint.types());
        clock.advance(Duration.ofSeconds(5));
        endpoint.answer(any -> 200);
        work();
        assertEquals(List.of("payment.created", "payment.created", "payment.completed"), endpoint.types());
    }

    @Tag("slow")
    @Test
    void anEndpointThatIsDownForGoodLeavesEverythingInTheDeadLettersAndOneRedriveBringsItInOrder() {
        endpoint.answer(any -> 500);
        List<PaymentTerms> all = Stream.generate(() -> world.payment(PaymentStatus.COMPLETED)).limit(3).toList();
        all.forEach(world::publish);
        work();
        assertEquals(6, world.queue.bodies(FakeQueue.DEAD).size());
        assertEquals(List.of(), world.queue.bodies(FakeQueue.NEWS));
        assertEquals(8, world.attempts(all.get(0)).stream().filter(words -> words.matches("created [1-8] failed 500")).count());
        int before = endpoint.received().size();

        work();
        assertEquals(before, endpoint.received().size(), "nothing is tried any more");

        endpoint.answer(any -> 200);
        world.queue.move(FakeQueue.DEAD, FakeQueue.NEWS);
        List<String> redriven = new ArrayList<>(world.queue.bodies(FakeQueue.NEWS));
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

    @Tag("slow")
    @Test
    void aDeadLetterThatIsRedrivenInVainIsADeadLetterAgainAfterAllAttempts() {
        endpoint.answer(any -> 500);
        PaymentTerms terms = world.payment();
        world.publish(terms);
        world.publish(terms);
        work();
        assertEquals(1, world.queue.bodies(FakeQueue.DEAD).size(), "a repetition makes no second dead letter");
        String first = world.queue.bodies(FakeQueue.DEAD).get(0);
        world.queue.move(FakeQueue.DEAD, FakeQueue.NEWS);
        work();
        assertEquals(16, endpoint.received().size());
        assertEquals(1, world.queue.bodies(FakeQueue.DEAD).size());
        assertNotEquals(first, world.queue.bodies(FakeQueue.DEAD).get(0));
        // The first one, kept somewhere and put back once more, does not start anything.
        world.queue.send(FakeQueue.NEWS, List.of(first));
        work();
        assertEquals(16, endpoint.received().size());
    }

    @Test
    void whatWasGivenUpIsTriedAgainAheadOfLaterNewsAndNeverAfterThem() {
        endpoint.answer(one -> one.type().equals("payment.created") ? 400 : 200);
        PaymentTerms terms = world.payment();
        world.publish(terms);
        work();
        assertEquals(8, endpoint.received().size());
        world.raise(terms, PaymentStatus.COMPLETED);
        world.publish(terms);
        work();
        assertEquals(List.of("payment.created", "payment.completed"), endpoint.types().subList(8, 10));
        clock.advance(Duration.ofSeconds(1));
        // Redriven now, the first news would take the payment back at the merchant.
        endpoint.answer(any -> 200);
        world.queue.move(FakeQueue.DEAD, FakeQueue.NEWS);
        work();
        assertEquals(10, endpoint.received().size());
        assertEquals("created - superseded -", world.attempts(terms).get(10));
    }

    @Tag("slow")
    @Test
    void manyThatWereGivenUpDoNotKeepTheNextFromItsOwnAttempts() {
        endpoint.answer(any -> 500);
        PaymentTerms terms = world.payment(PaymentStatus.EXPIRED, PaymentStatus.FAILED);
        world.publish(terms);
        work();
        assertEquals(3, world.queue.bodies(FakeQueue.DEAD).size());
        int before = endpoint.received().size();
        world.raise(terms, PaymentStatus.COMPLETED);
        world.queue.send(FakeQueue.NEWS, world.envelopes(terms).subList(3, 4));
        assertTrue(world.step(0));
        assertEquals(List.of("payment.created", "payment.completed"), endpoint.types().subList(before, before + 2));
        assertEquals(before + 2, endpoint.received().size());
        endpoint.answer(any -> 200);
        work();
        assertEquals(List.of("payment.created", "payment.expired", "payment.failed", "payment.completed"),
                endpoint.types().subList(before + 2, endpoint.received().size()));
    }

    @Test
    void whatTheEndpointAsksForIsWaited() {
        for (Map.Entry<String, Duration> asked : Map.of("600", Duration.ofSeconds(600), "1", Duration.ofSeconds(5), "soon", Duration.ofSeconds(5),
                "9999999", Duration.ofHours(11), java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        clock.instant().plusSeconds(90).atZone(java.time.ZoneOffset.UTC)), Duration.ofSeconds(90)).entrySet()) {
            DeliveryFixture fresh = new DeliveryFixture(clock);
            fresh.endpoint(endpoint.url(), DeliveryFixture.SECRET);
            endpoint.answer(any -> 429);
            endpoint.askToWait(asked.getKey());
            fresh.publish(fresh.payment());
            assertTrue(fresh.step(0));
            Duration wait = Duration.between(clock.instant(), fresh.next().orElseThrow());
            assertTrue(wait.minus(asked.getValue()).abs().compareTo(Duration.ofSeconds(1)) <= 0, asked + " " + wait);
        }
    }

    @Test
    void goneSwitchesTheEndpointOffUntilItsUrlChangesOrSomebodySwitchesItOn() {
        endpoint.answer(any -> 410);
        PaymentTerms terms = world.payment();
        world.publish(terms);
        work();
        assertEquals(List.of("created 1 endpoint-switched-off 410"), world.attempts(terms));
        assertEquals(List.of(), world.queue.bodies(FakeQueue.DEAD));
        endpoint.answer(any -> 200);
        world.raise(terms, PaymentStatus.COMPLETED);
        world.publish(terms);
        work();
        assertEquals(1, endpoint.received().size(), "it is left alone");

        world.endpoint(endpoint.url() + "/new", DeliveryFixture.SECRET);
        world.publish(terms);
        work();
        assertEquals(List.of("payment.created", "payment.created", "payment.completed"), endpoint.types());

        endpoint.answer(any -> 410);
        world.publish(world.payment());
        work();
        endpoint.answer(any -> 200);
        world.publish(world.payment());
        work();
        assertEquals(4, endpoint.received().size(), "the new one is off as well");
        world.merchants.switchOn(world.merchant);
        world.publish(world.payment());
        work();
        assertEquals(5, endpoint.received().size());
    }

    @Test
    void anEndpointThatHangsIsLeftAloneForAWhileSoThatOthersAreNotKeptWaiting() {
        world.patience = Duration.ofMillis(300);
        endpoint.answer(any -> {
            try {
                Thread.sleep(1_500);
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
            return 200;
        });
        PaymentTerms one = world.payment();
        PaymentTerms other = world.payment();
        world.publish(one);
        assertTrue(world.step(0));
        assertEquals(List.of("created 1 failed timeout"), world.attempts(one));
        clock.advance(Duration.ofSeconds(6));
        world.publish(other);
        assertTrue(world.step(0));
        assertTrue(world.step(0));
        assertFalse(world.step(0), "both wait elsewhere");
        assertEquals(2, world.waiting(DueItem.OfNotification.parkedFor(world.merchant)).size());
        assertEquals(1, endpoint.received().size());
        assertEquals(List.of(), world.attempts(other), "that is no attempt");
        assertEquals(0, world.bring(), "it rests");
        endpoint.answer(any -> 200);
        work();
        assertEquals(List.of("created 1 failed timeout", "created 2 delivered 200"), world.attempts(one));
        assertEquals(List.of("created 1 delivered 200"), world.attempts(other));
    }

    @Test
    void onlyTheTwoHundredsAreSuccess() {
        for (int status : new int[] {201, 202, 204, 299}) {
            endpoint.answer(any -> status);
            PaymentTerms terms = world.payment();
            world.publish(terms);
            work();
            assertEquals(List.of("created 1 delivered " + status), world.attempts(terms));
        }
        for (int status : new int[] {0, 301, 302, 307, 308, 400, 401, 404, 429, 500, 502, 504}) {
            endpoint.answer(any -> status);
            PaymentTerms terms = world.payment();
            world.publish(terms);
            assertTrue(world.step(0));
            assertEquals(List.of("created 1 failed " + (status == 0 ? "answer-malformed" : status)), world.attempts(terms));
            world.queue.move(FakeQueue.NEWS, "elsewhere");
        }
    }

    @Test
    void whoHasNoEndpointIsToldNothingAndNothingIsKept() {
        world.merchants.removeEndpoint(world.merchant);
        PaymentTerms terms = world.payment(PaymentStatus.COMPLETED);
        world.publish(terms);
        work();
        assertEquals(List.of(), world.attempts(terms));
        assertEquals(List.of(), TestTable.partition("PROGRESS#notification#" + terms.id()));
    }

    @Test
    void withoutAUsableSecretNothingIsSent() {
        world.endpoint(endpoint.url(), "whsec_c2hvcnQ=", "not base64", "");
        PaymentTerms terms = world.payment();
        world.publish(terms);
        assertTrue(world.step(0));
        assertEquals(List.of("created 1 failed no-secret"), world.attempts(terms));
        assertEquals(List.of(), endpoint.received());
    }

    @Test
    void aRefusedUrlIsAFailureWithoutARequest() {
        world.endpoint("ftp://shop.example/", DeliveryFixture.SECRET);
        PaymentTerms terms = world.payment();
        world.publish(terms);
        assertTrue(world.step(0));
        assertEquals(List.of("created 1 failed not-https"), world.attempts(terms));
    }

    @Test
    void aMessageAboutNewsThatTheOutboxHasForgottenTellsWhatIsLeft() {
        PaymentTerms terms = world.payment(PaymentStatus.COMPLETED);
        String created = world.envelopes(terms).get(0);
        var forgotten = TestTable.partition("OUTBOX#" + terms.id()).get(0);
        TestTable.client().deleteItem(request -> request.tableName(TestTable.CONFIG.table())
                .key(Map.of("pk", forgotten.get("pk"), "sk", forgotten.get("sk"))));
        world.queue.send(FakeQueue.NEWS, List.of(created));
        work();
        assertEquals(List.of("payment.completed"), endpoint.types());
    }

    @Test
    void whatCannotBeReadIsPutAsideAtOnce() {
        world.queue.send(FakeQueue.NEWS, List.of("no JSON", "{\"detail\":{\"id\":\"evt_1\"}}"));
        work();
        assertEquals(List.of("no JSON", "{\"detail\":{\"id\":\"evt_1\"}}"), world.queue.bodies(FakeQueue.DEAD));
    }

    @Test
    void whoeverIsKilledAfterTheRequestTellsTheSameAgainAndTheNextWorkerWaitsForTheLease() {
        DynamoLeaseStore progress = new DynamoLeaseStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
        DynamoDeliveryLog deliveries = new DynamoDeliveryLog(TestTable.client(), TestTable.CONFIG);
        boolean[] killed = {true};
        world.wire(new LeaseStore() {
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
            public List<OutboxRecord> news(String paymentId) {
                return deliveries.news(paymentId);
            }

            @Override
            public Lease note(Lease held, Map<String, String> entries, DeliveryAttempt attempt) {
                if (killed[0]) {
                    throw new IllegalStateException("killed");
                }
                return deliveries.note(held, entries, attempt);
            }
        }, List.of(Duration.ofSeconds(5)));
        PaymentTerms terms = world.payment(PaymentStatus.COMPLETED);
        List<String> envelopes = world.envelopes(terms);
        world.queue.send(FakeQueue.NEWS, envelopes.subList(0, 1));
        assertTrue(world.step(0));
        assertEquals(List.of("payment.created"), endpoint.types());
        killed[0] = false;
        world.queue.send(FakeQueue.NEWS, envelopes.subList(1, 2));
        assertTrue(world.step(0));
        assertEquals(List.of("payment.created"), endpoint.types(), "somebody may still be at it");
        clock.advance(Duration.ofSeconds(80));
        work();
        assertEquals(List.of("payment.created", "payment.created", "payment.completed"), endpoint.types());
        assertEquals(endpoint.received().get(0).body(), endpoint.received().get(1).body());
    }

    /** Works until nothing waits any more, letting time pass as it has to. */
    private void work() {
        for (int i = 0; i < 2_000; i++) {
            Optional<Instant> next = world.next();
            if (next.isEmpty()) {
                return;
            }
            if (next.get().isAfter(clock.instant())) {
                clock.advance(Duration.between(clock.instant(), next.get()));
            }
            if (!world.step(i)) {
                world.bring();
            }
        }
        throw new AssertionError("The queue is not empty: " + world.queue.bodies(FakeQueue.NEWS));
    }
}
