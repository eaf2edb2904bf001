package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.aws.DynamoEventLog;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.queue.QueueUnavailable;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class EventPublisherTest {

    private static final Pattern BUCKET = Pattern.compile("\"PaymentDuration\", \"Stage\", \"\\$\\{Stage}\", \\{\"stat\": \"TC\\((\\d*):(\\d*)\\)\"");
    private static final Clock CLOCK = Clock.fixed(SamplePayments.NOW, ZoneOffset.UTC);

    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final List<List<PaymentEvent>> published = new ArrayList<>();
    private final Set<String> refusedTypes = new HashSet<>();
    private final List<String> unpublished = new ArrayList<>();
    private boolean unpublishedFails;
    private final RecordedMetrics metrics = new RecordedMetrics(CLOCK);
    private final EventPublisher publishing = new EventPublisher(payments, new DynamoEventLog(TestTable.client(), TestTable.CONFIG), events -> {
        Set<Integer> refused = new TreeSet<>();
        for (int place = 0; place < events.size(); place++) {
            if (refusedTypes.contains(events.get(place).type())) {
                refused.add(place);
            }
        }
        published.add(events);
        return refused;
    }, record -> {
        if (unpublishedFails) {
            throw new QueueUnavailable("played");
        }
        unpublished.add(record);
    }, metrics.metrics());

    @Test
    void eventsContainThePaymentAndNoPersonalData() {
        PaymentTerms terms = payment(PaymentStatus.FAILED);
        assertEquals(Optional.empty(), publishing.publish(outbox(terms, 1)));
        JsonValue created = published.get(0).get(0).detail();
        JsonValue failed = published.get(1).get(0).detail();
        assertEquals("payment.created", created.path("type").asText());
        assertEquals("50.00", created.path("payment").path("amount").asText());
        assertEquals("SLE", created.path("payment").path("currency").asText());
        assertEquals("PENDING", created.path("payment").path("status").asText());
        assertEquals(terms.orderId(), created.path("payment").path("orderId").asText());
        assertEquals("7", created.path("payment").path("metadata").path("cart").asText());
        assertEquals("payment-failed", failed.path("payment").path("failure").path("code").asText());
        for (JsonValue event : List.of(created, failed)) {
            for (String personal : List.of("Ada", "ada@example.com", "+23276000000", "Two tickets")) {
                assertFalse(Json.write(event).contains(personal), personal);
            }
        }
    }

    @Test
    void eachRecordIsCountedOnceWhenItIsPublished() {
        PaymentTerms terms = payment();
        payments.raise(new StatusEvent(terms.id(), terms.provider(), PaymentStatus.EXPIRED, StatusEvent.Cause.EXPIRY,
                terms.createdAt().plusSeconds(2), Optional.empty(), Optional.empty(), Optional.empty(), Map.of()));
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.FAILED));
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(terms.amount())));
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.REFUNDED));
        publishing.publish(outbox(terms, 1));
        assertEquals(List.of(1L, 1L, 1L, 1L, 1L), Stream.of(Metric.PAYMENT_CREATED, Metric.PAYMENT_EXPIRED, Metric.PAYMENT_FAILED,
                Metric.PAYMENT_COMPLETED, Metric.LATE_SUCCESS).map(metrics::sum).toList());
        assertEquals(4, metrics.lines().size());
        assertEquals(Set.of(terms.id()), metrics.lines().stream().map(line -> line.path("payment").asText()).collect(Collectors.toSet()));
        JsonNode failed = metrics.with(Metric.PAYMENT_FAILED).get(0);
        assertEquals("payment-failed", failed.path("code").asText());
        assertEquals("flot", failed.path("Provider").asText());
        assertEquals("2.000", metrics.with(Metric.PAYMENT_COMPLETED).get(0).path("PaymentDuration").decimalValue().setScale(3).toString());
        assertEquals(2, metrics.sum(Metric.OUTCOME_BY_WEBHOOK));
    }

    @Test
    void theHistogramOfTheDashboardEqualsACountByHand() throws IOException {
        for (long millis : List.of(0L, 4_999L, 5_000L, 5_001L, 10_000L, 10_001L, 29_999L, 30_000L, 30_001L, 60_000L, 60_001L, 119_999L, 120_000L,
                120_001L, 86_400_000L)) {
            PaymentTerms terms = payment();
            StatusEvent paid = SamplePayments.statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(terms.amount()));
            payments.raise(new StatusEvent(paid.paymentId(), paid.provider(), paid.status(), paid.cause(), terms.createdAt().plusMillis(millis),
                    paid.paid(), paid.providerReference(), paid.failure(), paid.detail()));
            publishing.publish(outbox(terms, 1));
        }
        List<BigDecimal> durations = metrics.with(Metric.PAYMENT_DURATION).stream().map(line -> line.path("PaymentDuration").decimalValue()).toList();
        Map<String, Long> histogram = new LinkedHashMap<>();
        Matcher bucket = BUCKET.matcher(Files.readString(Path.of("template.yaml")));
        while (bucket.find()) {
            // CloudWatch excludes the lower bound and includes the upper one.
            Predicate<BigDecimal> above = value -> bucket.group(1).isEmpty() || value.compareTo(new BigDecimal(bucket.group(1))) > 0;
            Predicate<BigDecimal> upTo = value -> bucket.group(2).isEmpty() || value.compareTo(new BigDecimal(bucket.group(2))) <= 0;
            histogram.put(bucket.group(1) + ":" + bucket.group(2), durations.stream().filter(above.and(upTo)).count());
        }
        assertEquals("{:5=3, 5:10=2, 10:30=3, 30:60=2, 60:120=3, 120:=2}", histogram.toString());
    }

    @Test
    void redeliveredRecordsAreCountedOnce() {
        PaymentTerms one = payment(PaymentStatus.COMPLETED);
        PaymentTerms other = payment(PaymentStatus.FAILED);
        List<StreamBatch.Change> changes = new ArrayList<>();
        changes.addAll(outbox(other, 1).subList(1, 2));
        changes.addAll(outbox(one, 2).subList(1, 2));
        refusedTypes.add("payment.failed");
        publishing.publish(changes);
        assertEquals(List.of(), metrics.lines());
        refusedTypes.clear();
        publishing.publish(changes);
        assertEquals(1, metrics.sum(Metric.PAYMENT_FAILED));
        assertEquals(1, metrics.sum(Metric.PAYMENT_COMPLETED));
    }

    @Test
    void anOutcomeFoundByAStatusCheckCountsAsReconciliation() {
        PaymentTerms terms = payment();
        StatusEvent event = SamplePayments.statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(terms.amount()));
        payments.raise(new StatusEvent(event.paymentId(), event.provider(), event.status(), StatusEvent.Cause.STATUS_CHECK, event.at(), event.paid(),
                event.providerReference(), event.failure(), event.detail()));
        publishing.publish(outbox(terms, 1));
        assertEquals(1, metrics.sum(Metric.OUTCOME_BY_RECONCILIATION));
        assertEquals(0, metrics.sum(Metric.OUTCOME_BY_WEBHOOK));
    }

    @Test
    void aRefundEventReportsTheRefundedTotal() {
        PaymentTerms terms = payment(PaymentStatus.COMPLETED);
        JsonObject image = Json.copy(outbox(terms, 1).get(1).dynamodb().newImage());
        image.putObject("type").put("S", "payment.refunded");
        image.putObject("refundId").put("S", "ref_1");
        image.putObject("refundMinor").put("N", "1000");
        image.putObject("refundedMinor").put("N", "3000");
        publishing.publish(List.of(new StreamBatch.Change("INSERT", new StreamBatch.Item(image, "1"))));
        JsonValue payment = published.get(0).get(0).detail().path("payment");
        assertEquals("COMPLETED", payment.path("status").asText());
        assertEquals("30.00", payment.path("refundedAmount").asText());
        assertEquals("{\"id\":\"ref_1\",\"amount\":\"10.00\",\"source\":\"api\"}", payment.path("refund").toString());
    }

    @Test
    void aRefundByTheProviderReportsTheWholeAmountAsRefunded() {
        PaymentTerms terms = payment(PaymentStatus.COMPLETED, PaymentStatus.REFUNDED);
        publishing.publish(outbox(terms, 1).subList(2, 3));
        assertEquals("50.00", published.get(0).get(0).detail().path("payment").path("refundedAmount").asText());
    }

    @Test
    void theReceivedAmountIsReportedOnlyOnceMoneyArrived() {
        PaymentTerms terms = payment(PaymentStatus.FAILED);
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(new Money(5201, "SLE"))));
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.REFUNDED));
        publishing.publish(outbox(terms, 1));
        assertEquals(List.of("created 0.00", "failed 0.00", "completed 52.01", "refunded 52.01"), published.stream().map(group -> group.get(0))
                .map(event -> event.type().replace("payment.", "") + " " + event.detail().path("payment").path("receivedAmount").asText())
                .toList());
    }

    @Test
    void theProvidersFeeIsInTheEventsOfAPaidPayment() {
        PaymentTerms terms = payment(PaymentStatus.FAILED);
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(terms.amount()))
                .withProviderFee(Optional.of(new Money(95, "SLE"))));
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.REFUNDED));
        publishing.publish(outbox(terms, 1));
        assertEquals(List.of("created ", "failed ", "completed 0.95", "refunded 0.95"), published.stream().map(group -> group.get(0))
                .map(event -> event.type().replace("payment.", "") + " " + event.detail().path("payment").path("providerFee").asText())
                .toList());
    }

    @Test
    void aRepetitionHasTheSameIdAndContentWhateverHasHappenedSince() {
        PaymentTerms terms = payment(PaymentStatus.FAILED);
        List<StreamBatch.Change> first = outbox(terms, 1);
        publishing.publish(first);
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.COMPLETED, Optional.of(terms.amount())));
        publishing.publish(first);
        assertEquals(published.subList(0, 2), published.subList(2, 4));
        assertTrue(published.get(0).get(0).detail().path("id").asText().matches("evt_[0-9a-f]{32}"));
        assertFalse(published.get(0).get(0).detail().path("id").equals(published.get(1).get(0).detail().path("id")));
    }

    @Test
    void eventsOfOnePaymentAreNeverInOneBatchSoThatTheirOrderIsKept() {
        PaymentTerms one = payment(PaymentStatus.COMPLETED);
        PaymentTerms other = payment(PaymentStatus.FAILED);
        List<StreamBatch.Change> changes = new ArrayList<>(outbox(one, 1));
        changes.addAll(outbox(other, 3));
        assertEquals(Optional.empty(), publishing.publish(changes));
        assertEquals(List.of(List.of("payment.created"), List.of("payment.completed", "payment.created"), List.of("payment.failed")),
                published.stream().map(group -> group.stream().map(PaymentEvent::type).toList()).toList());
    }

    @Test
    void tenPaymentsGoAtOnce() {
        List<StreamBatch.Change> changes = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            changes.add(outbox(payment(), 100 + i).get(0));
        }
        assertEquals(Optional.empty(), publishing.publish(changes));
        assertEquals(List.of(10, 10, 3), published.stream().map(List::size).toList());
    }

    @Test
    void theStreamIsRedeliveredFromTheFirstRejectedRecord() {
        PaymentTerms one = payment(PaymentStatus.COMPLETED);
        PaymentTerms other = payment(PaymentStatus.FAILED);
        List<StreamBatch.Change> changes = new ArrayList<>(outbox(one, 1));
        changes.addAll(outbox(other, 3));
        refusedTypes.add("payment.completed");
        assertEquals(Optional.of("2"), publishing.publish(changes));
        assertEquals(2, published.size(), "nothing after the refusal is published");
    }

    @Test
    void anUnreadableRecordIsDeadLetteredCompletelyAndBlocksNothing() {
        PaymentTerms terms = payment(PaymentStatus.COMPLETED, PaymentStatus.REFUNDED);
        List<StreamBatch.Change> changes = new ArrayList<>(outbox(terms, 1));
        ((JsonObject) changes.get(1).dynamodb().newImage()).remove("type");
        assertEquals(Optional.empty(), publishing.publish(changes));
        assertEquals(List.of("payment.created", "payment.refunded"), published.stream().map(group -> group.get(0).type()).toList());
        assertEquals(List.of(Json.write(changes.get(1).dynamodb().newImage())), unpublished);
    }

    @Test
    void aRecordThatCannotBeDeadLetteredBlocksLaterRecordsOnly() {
        PaymentTerms terms = payment(PaymentStatus.COMPLETED);
        List<StreamBatch.Change> changes = new ArrayList<>(outbox(terms, 1));
        ((JsonObject) changes.get(1).dynamodb().newImage()).putObject("status").put("S", "ODD");
        unpublishedFails = true;
        assertEquals(Optional.of("2"), publishing.publish(changes));
        assertEquals(List.of("payment.created"), published.get(0).stream().map(PaymentEvent::type).toList());
    }

    @Test
    void otherItemsAndRemovalsPublishNoEvent() {
        JsonObject payment = Json.object();
        payment.putObject("pk").put("S", "PAYMENT#pay_1");
        StreamBatch.Change removal = new StreamBatch.Change("REMOVE", outbox(payment(), 1).get(0).dynamodb());
        assertEquals(Optional.empty(), publishing.publish(List.of(new StreamBatch.Change("INSERT", new StreamBatch.Item(payment, "1")), removal,
                new StreamBatch.Change("REMOVE", new StreamBatch.Item(null, "2")), new StreamBatch.Change("MODIFY", null))));
        assertEquals(List.of(), published);
    }

    private PaymentTerms payment(PaymentStatus... statuses) {
        PaymentTerms terms = SamplePayments.terms();
        DynamoIdempotencyStore idempotency = new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, CLOCK, SamplePayments.IDS);
        Reservation.Started started = (Reservation.Started) idempotency.reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()),
                new Fingerprint("f"), terms);
        idempotency.complete(started.token(), SamplePayments.opening(terms), new StoredAnswer(201, Map.of(), "{}"));
        for (PaymentStatus status : statuses) {
            payments.raise(SamplePayments.statusEvent(terms, status, Optional.of(terms.amount()).filter(any -> status.isPaid())));
        }
        return terms;
    }

    /** The outbox of a payment as the stream gives it. */
    private static List<StreamBatch.Change> outbox(PaymentTerms terms, int firstSequenceNumber) {
        List<StreamBatch.Change> changes = new ArrayList<>();
        for (Map<String, AttributeValue> item : TestTable.partition("OUTBOX#" + terms.id())) {
            JsonObject image = Json.object();
            item.forEach((name, value) -> image.put(name, json(value)));
            changes.add(new StreamBatch.Change("INSERT", new StreamBatch.Item(image, String.valueOf(firstSequenceNumber + changes.size()))));
        }
        return changes;
    }

    private static JsonValue json(AttributeValue value) {
        if (value.hasM()) {
            JsonObject map = Json.object();
            value.m().forEach((name, part) -> map.put(name, json(part)));
            return Json.object().put("M", map);
        }
        return value.n() != null ? Json.object().put("N", value.n()) : Json.object().put("S", value.s());
    }
}
