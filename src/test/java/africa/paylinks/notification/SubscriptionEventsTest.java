package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoDeliveryLog;
import africa.paylinks.aws.DynamoEventArchive;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.JsonValue;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.subscription.SubscriptionFixture;
import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscriptionEventsTest {

    /** The clock of this machine, because the official library looks at it. */
    private final AdjustableClock clock = new AdjustableClock(Instant.ofEpochMilli(System.currentTimeMillis()));
    private final DeliveryFixture delivery = new DeliveryFixture(clock);
    private final SubscriptionFixture subscriptions = new SubscriptionFixture(clock, new TestTable.Empty(TestTable.client(), TestTable.CONFIG));
    private final FakeEndpoint endpoint = new FakeEndpoint();

    @AfterEach
    void close() {
        endpoint.close();
    }

    /** A subscription whose first attempt fails and is paid late. */
    private String charged() {
        String id = SubscriptionFixture.json(subscriptions.call(delivery.merchant, "POST", "",
                SubscriptionFixture.body(Map.of("chargeTime", "\"00:00\"", "metadata", "{\"plan\":\"gold\"}")))).path("id").asText();
        subscriptions.run();
        String reference = subscriptions.store.periods(id).get(0).attempts().get(0).paymentId();
        subscriptions.end(reference, PaymentStatus.FAILED, "declined");
        subscriptions.end(reference, PaymentStatus.COMPLETED, "");
        return id;
    }

    @Test
    void everyEventArrivesInOrderAndSignedHoweverTheQueueShufflesThem() throws Exception {
        delivery.endpoint(endpoint.url(), DeliveryFixture.SECRET);
        String id = charged();
        List<String> envelopes = new ArrayList<>(delivery.envelopes(id));
        Collections.reverse(envelopes);
        delivery.queue.send(FakeQueue.EVENTS, envelopes);
        deliver();
        assertEquals(List.of("created", "payment-due", "charge-failed", "past-due", "charged", "recovered"),
                endpoint.types().stream().map(type -> type.replace("subscription.", "")).toList());
        for (FakeEndpoint.Received one : endpoint.received()) {
            Map<String, List<String>> headers = new HashMap<>();
            one.headers().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            new Webhook(DeliveryFixture.SECRET).verify(one.body(), headers);
            JsonValue data = one.json().path("data");
            assertEquals(id, data.path("id").asText());
            assertEquals("customer-42", data.path("customerId").asText());
            assertEquals("gold", data.path("metadata").path("plan").asText());
            assertFalse(one.body().contains("+233"), "no personal data");
        }
        JsonValue failed = endpoint.received().get(2).json().path("data");
        assertEquals("declined", failed.path("failure").path("code").asText());
        assertEquals(1, failed.path("attempt").intValue());
        assertFalse(failed.path("last").booleanValue());
        assertEquals(6, subscriptions.events(id).size(), "deliveries are no part of the history");
    }

    @Test
    void chargesAndChangesOfTheStatusAreCountedOnceByProvider() {
        RecordedMetrics metrics = new RecordedMetrics(clock);
        String id = charged();
        new EventPublisher(delivery.payments, delivery.log, events -> Set.of(), record -> { }, metrics.metrics()).publish(DeliveryFixture.outbox(id));
        for (Metric counted : List.of(Metric.SUBSCRIPTION_CREATED, Metric.SUBSCRIPTION_CHARGED, Metric.SUBSCRIPTION_CHARGE_FAILED,
                Metric.SUBSCRIPTION_PAST_DUE, Metric.SUBSCRIPTION_RECOVERED)) {
            assertEquals(1, metrics.sum(counted), counted.name());
        }
        assertEquals(5, metrics.lines().size(), "none for a payment that became due");
        JsonNode failed = metrics.with(Metric.SUBSCRIPTION_CHARGE_FAILED).get(0);
        assertEquals("debiting", failed.path("Provider").asText());
        assertEquals(id, failed.path("subscription").asText());
        assertEquals("declined", failed.path("code").asText());
        assertEquals(subscriptions.store.periods(id).get(0).attempts().get(0).paymentId(), failed.path("payment").asText());
        assertFalse(metrics.lines().toString().contains("50.00"), "no amounts");
    }

    @Test
    void suspensionsAndEndsAreCounted() {
        RecordedMetrics metrics = new RecordedMetrics(clock);
        String completed = SubscriptionFixture.json(subscriptions.call(delivery.merchant, "POST", "",
                SubscriptionFixture.body(Map.of("chargeTime", "\"00:00\"", "payments", "1")))).path("id").asText();
        String suspended = SubscriptionFixture.json(subscriptions.call(delivery.merchant, "POST", "",
                SubscriptionFixture.body(Map.of("chargeTime", "\"00:00\"", "retryAfterDays", "[]")))).path("id").asText();
        subscriptions.run();
        subscriptions.end(subscriptions.store.periods(completed).get(0).attempts().get(0).paymentId(), PaymentStatus.COMPLETED, "");
        subscriptions.end(subscriptions.store.periods(suspended).get(0).attempts().get(0).paymentId(), PaymentStatus.FAILED, "declined");
        subscriptions.call(delivery.merchant, "POST", "/" + suspended + "/cancel", "");
        for (String id : List.of(completed, suspended)) {
            new EventPublisher(delivery.payments, delivery.log, events -> Set.of(), record -> { }, metrics.metrics()).publish(DeliveryFixture.outbox(id));
        }
        assertEquals(1, metrics.sum(Metric.SUBSCRIPTION_COMPLETED));
        assertEquals(1, metrics.sum(Metric.SUBSCRIPTION_SUSPENDED));
        assertEquals(1, metrics.sum(Metric.SUBSCRIPTION_CANCELLED));
        assertEquals("merchant", metrics.with(Metric.SUBSCRIPTION_CANCELLED).get(0).path("reason").asText());
    }

    @Test
    void anEndpointThatFailsGetsTheSameEventAgainBeforeTheNext() {
        delivery.endpoint(endpoint.url(), DeliveryFixture.SECRET);
        int[] failures = {2};
        endpoint.answer(any -> failures[0]-- > 0 ? 500 : 200);
        String id = charged();
        delivery.queue.send(FakeQueue.EVENTS, delivery.envelopes(id));
        for (int i = 0; i < 3; i++) {
            deliver();
            clock.advance(Duration.ofMinutes(6));
            delivery.bring();
        }
        deliver();
        List<String> types = endpoint.types().stream().map(type -> type.replace("subscription.", "")).toList();
        assertEquals(List.of("created", "created", "created", "payment-due", "charge-failed", "past-due", "charged", "recovered"), types);
    }

    @Test
    void theEventsOfASubscriptionCanBePublishedAgain() {
        String id = charged();
        List<String> types = new ArrayList<>();
        EventBus bus = events -> {
            events.forEach(event -> types.add(event.type()));
            return Set.of();
        };
        EventRepublisher republisher = new EventRepublisher(delivery.payments, new DynamoDeliveryLog(TestTable.client(), TestTable.CONFIG),
                new DynamoEventArchive(TestTable.client(), TestTable.CONFIG), delivery.log, bus);
        assertEquals(Optional.of(6), republisher.publish(id));
        assertEquals(Optional.empty(), republisher.publish("sub_2b4d6f7h2j4k6m7n2p4q6r7s2t"));
        TestTable.settle();
        types.clear();
        republisher.publish(clock.instant().minusSeconds(1), clock.instant().plusSeconds(1), Optional.empty(), 10_000, () -> false);
        assertEquals(1, types.stream().filter("subscription.recovered"::equals).count());
    }

    private void deliver() {
        for (int i = 0; i < 100 && delivery.step(0); i++) {
            delivery.bring();
        }
    }
}
