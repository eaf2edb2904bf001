package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoDeliveryLog;
import africa.paylinks.aws.DynamoEventArchive;
import africa.paylinks.aws.DynamoLeaseStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.JsonValue;
import africa.paylinks.metrics.Metric;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.transfer.PhoneTransferFixture;
import africa.paylinks.transfer.TransferFixture;
import com.standardwebhooks.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransferEventsTest {

    /** The clock of this machine, because the official library looks at it. */
    private final AdjustableClock clock = new AdjustableClock(Instant.ofEpochMilli(System.currentTimeMillis()));
    private final DeliveryFixture delivery = new DeliveryFixture(clock);
    private final TransferFixture transfers = new TransferFixture(delivery.merchant, clock, TestTable.client(), TestTable.CONFIG);
    private final PhoneTransferFixture phones = new PhoneTransferFixture(transfers);
    private final FakeEndpoint endpoint = new FakeEndpoint();

    @AfterEach
    void close() {
        endpoint.close();
    }

    /** A transfer from a phone that is paid after it failed. */
    private String paidLate() {
        String id = phones.collecting();
        phones.raise(id, PaymentStatus.FAILED);
        phones.settle(id);
        phones.raise(id, PaymentStatus.COMPLETED);
        phones.settle(id);
        return id;
    }

    @Test
    void theEventsOfATransferFromAPhoneArriveOnceSignedAndInOrderHoweverTheQueueShufflesThem() throws Exception {
        delivery.endpoint(endpoint.url(), DeliveryFixture.SECRET);
        String id = paidLate();
        List<String> envelopes = new ArrayList<>(delivery.envelopes(id));
        Collections.reverse(envelopes);
        delivery.queue.send(FakeQueue.EVENTS, envelopes);
        delivery.queue.send(FakeQueue.EVENTS, envelopes);
        deliver();
        assertEquals(List.of("created", "failed", "collected", "completed"), received(id));
        for (FakeEndpoint.Received one : endpoint.received()) {
            assertSigned(one);
            JsonValue data = one.json().path("data");
            assertEquals(delivery.merchant, data.path("merchant").asText());
            assertEquals("b", data.path("to").path("ownerId").asText());
            assertTrue(data.path("from").path("ownerId").isNull(), "a phone without an account has no owner");
            assertFalse(one.body().contains("+233"), "no personal data");
        }
        JsonValue failed = endpoint.received().get(1).json().path("data");
        assertEquals("declined", failed.path("failure").path("code").asText());
        assertTrue(endpoint.received().get(3).json().path("data").path("lateSuccess").booleanValue());
        assertEquals(4, TestTable.partition("TRANSFER#" + id).stream().filter(item -> item.get("sk").s().startsWith("DELIVERY#")).count());
        assertEquals(List.of(), TestTable.partition("PAYMENT#" + id), "deliveries are no part of a payment's history");
    }

    @Test
    void theExpiryOfATransferArrivesOnce() {
        delivery.endpoint(endpoint.url(), DeliveryFixture.SECRET);
        String id = phones.collecting();
        clock.advance(Duration.ofHours(1));
        phones.settle(id);
        phones.settle(id);
        delivery.queue.send(FakeQueue.EVENTS, delivery.envelopes(id));
        deliver();
        assertEquals(List.of("created", "expired"), received(id));
    }

    @Test
    void theEventsOfATransferBetweenAccountsArriveOnceSignedAndInOrderWithBothOwners() throws Exception {
        delivery.endpoint(endpoint.url(), DeliveryFixture.SECRET);
        String id = transfers.sent(transfers.account("a", 50_00), transfers.account("c"), "50.00");
        String reversal = transfers.reversed(id);
        List<String> envelopes = new ArrayList<>(delivery.envelopes(id));
        envelopes.addAll(delivery.envelopes(reversal));
        Collections.reverse(envelopes);
        delivery.queue.send(FakeQueue.EVENTS, envelopes);
        delivery.queue.send(FakeQueue.EVENTS, envelopes);
        deliver();
        assertEquals(List.of("created", "completed", "reversed"), received(id));
        assertEquals(List.of("created", "completed"), received(reversal));
        for (FakeEndpoint.Received one : endpoint.received()) {
            assertSigned(one);
            JsonValue data = one.json().path("data");
            boolean back = data.path("id").asText().equals(reversal);
            assertEquals(back ? "c" : "a", data.path("from").path("ownerId").asText());
            assertEquals(back ? "a" : "c", data.path("to").path("ownerId").asText());
            assertEquals("50.00", data.path("amount").asText());
        }
        assertEquals(5, endpoint.received().stream().map(one -> one.headers().get("Webhook-id")).distinct().count());
    }

    @Test
    void anEndpointThatFailsGetsTheSameEventAgainBeforeTheNext() {
        delivery.endpoint(endpoint.url(), DeliveryFixture.SECRET);
        int[] failures = {2};
        endpoint.answer(any -> failures[0]-- > 0 ? 500 : 200);
        String id = paidLate();
        delivery.queue.send(FakeQueue.EVENTS, delivery.envelopes(id));
        for (int i = 0; i < 3; i++) {
            deliver();
            clock.advance(Duration.ofMinutes(6));
            delivery.bring();
        }
        deliver();
        assertEquals(List.of("created", "created", "created", "failed", "collected", "completed"), received(id));
        assertEquals(2, delivery.metrics.sum(Metric.EVENT_FAILED));
        assertEquals(4, delivery.metrics.sum(Metric.EVENT_DELIVERED));
    }

    @Test
    void anEventThatIsGivenUpIsDeliveredByItsDeadLetterAgain() {
        delivery.wire(new DynamoLeaseStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS),
                new DynamoDeliveryLog(TestTable.client(), TestTable.CONFIG), List.of());
        delivery.endpoint(endpoint.url(), DeliveryFixture.SECRET);
        endpoint.answer(any -> 500);
        String id = phones.collecting();
        delivery.queue.send(FakeQueue.EVENTS, delivery.envelopes(id));
        deliver();
        assertEquals(List.of("created"), received(id));
        assertEquals(1, delivery.queue.bodies(FakeQueue.DEAD).size());
        endpoint.answer(any -> 200);
        delivery.queue.move(FakeQueue.DEAD, FakeQueue.EVENTS);
        deliver();
        assertEquals(List.of("created", "created"), received(id));
    }

    @Test
    void theEventsOfATransferCanBePublishedAgainByIdAndByTime() {
        String id = paidLate();
        List<PaymentEvent> published = new ArrayList<>();
        EventBus bus = events -> {
            published.addAll(events);
            return Set.of();
        };
        EventRepublisher republisher = new EventRepublisher(delivery.payments, new DynamoDeliveryLog(TestTable.client(), TestTable.CONFIG),
                new DynamoEventArchive(TestTable.client(), TestTable.CONFIG), delivery.log, bus);
        assertEquals(Optional.of(4), republisher.publish(id));
        assertEquals(Optional.empty(), republisher.publish("trf_2b4d6f7h2j4k6m7n2p4q6r7s2t"));
        List<String> byId = published.stream().map(PaymentEvent::type).toList();
        assertEquals(List.of("transfer.created", "transfer.failed", "transfer.collected", "transfer.completed"), byId);
        TestTable.settle();
        List<PaymentEvent> before = List.copyOf(published);
        published.clear();
        republisher.publish(clock.instant().minusSeconds(1), clock.instant().plusSeconds(1), Optional.empty(), 10_000, () -> false);
        List<PaymentEvent> byTime = published.stream().filter(event -> event.detail().path("transfer").path("id").asText().equals(id)).toList();
        assertEquals(before, byTime, "the same ids and contents");
        assertEquals(4, new HashSet<>(byTime.stream().map(event -> event.detail().path("id").asText()).toList()).size());
    }

    private static void assertSigned(FakeEndpoint.Received one) throws Exception {
        Map<String, List<String>> headers = new HashMap<>();
        one.headers().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        new Webhook(DeliveryFixture.SECRET).verify(one.body(), headers);
    }

    /** The types of a transfer's events that arrived, without the prefix. */
    private List<String> received(String id) {
        return endpoint.received().stream().map(FakeEndpoint.Received::json).filter(event -> event.path("data").path("id").asText().equals(id))
                .map(event -> event.path("type").asText().replace("transfer.", "")).toList();
    }

    private void deliver() {
        for (int i = 0; i < 100 && delivery.step(0); i++) {
            delivery.bring();
        }
    }
}
