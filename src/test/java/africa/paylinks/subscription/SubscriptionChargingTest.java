package africa.paylinks.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.ProviderNotConfigured;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SubscriptionChargingTest {

    private final SubscriptionFixture world = SubscriptionFixture.inProcess(Instant.parse("2027-01-20T07:00:00Z"));

    /** A monthly subscription from 1 February, whose provider tells the outcome later. */
    private String monthly(Map<String, String> more) {
        Map<String, String> fields = new java.util.HashMap<>(Map.of("startsAt", "\"2027-02-01\"", "remindDaysBefore", "0"));
        fields.putAll(more);
        return world.subscribe(fields).path("id").asText();
    }

    private static String reference(String id, String date) {
        return "SUB-" + id + "-" + date;
    }

    private void pays(String id, String date) {
        world.runUntil(date + "T09:00:00Z");
        world.end(reference(id, date), PaymentStatus.COMPLETED, "");
    }

    @Tag("slow")
    @Test
    void fourteenMonthsFromThe31stOfJanuaryAreFourteenChargesOnTheLastDaysOfTheMonths() {
        String id = monthly(Map.of("startsAt", "\"2027-01-31\"", "payments", "14"));
        List<String> dates = List.of("2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30", "2027-07-31",
                "2027-08-31", "2027-09-30", "2027-10-31", "2027-11-30", "2027-12-31", "2028-01-31", "2028-02-29");
        dates.forEach(date -> pays(id, date));
        world.runUntil("2028-06-01T00:00:00Z");
        assertEquals(dates.stream().map(date -> reference(id, date)).toList(), world.debiting.calls);
        assertEquals(dates.stream().map(date -> date + " PAID").toList(), world.periods(id));
        assertEquals("COMPLETED", world.status(id));
        assertEquals("completed", world.events(id).get(world.events(id).size() - 1));
    }

    @Test
    void eachAttemptIsAnOrdinaryPaymentThatNamesItsSubscription() {
        String id = monthly(Map.of("metadata", "{\"plan\":\"gold\"}"));
        world.runUntil("2027-02-01T09:00:00Z");
        var payment = world.payment(reference(id, "2027-02-01"));
        assertEquals(payment.id(), payment.terms().orderId());
        assertTrue(payment.id().length() <= 50);
        assertEquals("50.00", payment.terms().amount().majorText());
        assertEquals(Map.of("plan", "gold", "subscription", id, "period", "2027-02-01"), payment.terms().metadata());
        assertEquals(List.of("2027-02-01 CHARGING"), world.periods(id));
        assertEquals("ACTIVE", world.status(id));
    }

    @Test
    void aFailingCustomerIsTriedAgainAfterOneThreeAndSevenDaysAndThenSuspended() {
        String id = monthly(Map.of("graceDays", "3"));
        world.debiting.answers = terms -> new LinkCreator.Refused(new Failure("insufficient-funds", "No money"));
        world.runUntil("2027-02-01T09:00:00Z");
        JsonValue json = world.get("/" + id);
        assertEquals("PAST_DUE", json.path("status").asText());
        assertTrue(json.path("inGrace").booleanValue());
        assertEquals(1, json.path("failedAttempts").intValue());
        assertEquals("2027-02-02T09:00:00.000Z", json.path("nextAttemptAt").asText());
        world.runUntil("2027-02-05T00:00:00Z");
        assertFalse(world.get("/" + id).path("inGrace").booleanValue());
        List<Instant> starts = new ArrayList<>();
        world.runUntil("2027-02-20T00:00:00Z");
        world.store.periods(id).get(0).attempts().forEach(attempt -> starts.add(attempt.startedAt()));
        assertEquals(List.of(Instant.parse("2027-02-01T09:00:00Z"), Instant.parse("2027-02-02T09:00:00Z"), Instant.parse("2027-02-04T09:00:00Z"),
                Instant.parse("2027-02-08T09:00:00Z")), starts);
        String first = reference(id, "2027-02-01");
        assertEquals(List.of(first, first + "-r1", first + "-r2", first + "-r3"), world.debiting.calls);
        assertEquals("SUSPENDED", world.status(id));
        assertEquals(List.of("created", "charge-failed", "past-due", "charge-failed", "charge-failed", "charge-failed", "suspended"), world.events(id));
        world.runUntil("2027-05-01T10:00:00Z");
        assertEquals(4, world.debiting.calls.size());
    }

    @Test
    void theEventOfAFailureNamesTheNextAttemptAndTheLast() {
        String id = monthly(Map.of("retryAfterDays", "[2]"));
        world.debiting.answers = terms -> new LinkCreator.Refused(new Failure("declined", "Declined"));
        world.runUntil("2027-02-20T00:00:00Z");
        List<SubscriptionEvent> failures = world.store.events(id).stream().filter(event -> event.type().endsWith("charge-failed")).toList();
        assertEquals(1, failures.get(0).data().path("attempt").intValue());
        assertEquals("2027-02-03T09:00:00.000Z", failures.get(0).data().path("nextAttemptAt").asText());
        assertFalse(failures.get(0).data().path("last").booleanValue());
        assertEquals("declined", failures.get(0).data().path("failure").path("code").asText());
        assertTrue(failures.get(1).data().path("last").booleanValue());
    }

    @Test
    void payingTheOpenPeriodOfASuspendedSubscriptionBringsItBackWithoutMovingTheCalendar() {
        String id = monthly(Map.of("retryAfterDays", "[1]"));
        world.debiting.answers = terms -> new LinkCreator.Refused(new Failure("insufficient-funds", "No money"));
        world.runUntil("2027-02-12T15:00:00Z");
        assertEquals("SUSPENDED", world.status(id));
        world.debiting.answers = terms -> SubscriptionFixture.DebitingProvider.accepted();
        JsonValue period = SubscriptionFixture.json(world.call("shop", "POST", "/" + id + "/periods/2027-02-01/pay", ""));
        assertEquals("PENDING", period.path("attempts").path(2).path("status").asText());
        assertTrue(period.path("attempts").path(2).path("requested").booleanValue());
        assertEquals(200, world.call("shop", "POST", "/" + id + "/periods/2027-02-01/pay", "").status());
        assertEquals(3, world.debiting.calls.size(), "one attempt at a time");
        world.end(reference(id, "2027-02-01") + "-r2", PaymentStatus.COMPLETED, "");
        assertEquals("ACTIVE", world.status(id));
        assertEquals("2027-03-01T09:00:00.000Z", world.get("/" + id).path("nextChargeAt").asText());
        assertTrue(world.events(id).containsAll(List.of("charged", "recovered")));
        pays(id, "2027-03-01");
        assertEquals(List.of("2027-02-01 PAID", "2027-03-01 PAID"), world.periods(id));
        assertEquals(409, world.call("shop", "POST", "/" + id + "/periods/2027-02-01/pay", "").status());
    }

    @Tag("slow")
    @Test
    void aProviderThatIsAwayForSixHoursIsAskedUnderTheSameReferenceAndCostsNoRetry() {
        String id = monthly(Map.of());
        world.debiting.answers = terms -> new LinkCreator.Unknown("is silent");
        world.runUntil("2027-02-01T15:00:00Z");
        assertTrue(world.debiting.calls.size() > 5, world.debiting.calls.toString());
        assertEquals(Set.of(reference(id, "2027-02-01")), new HashSet<>(world.debiting.calls));
        assertEquals("ACTIVE", world.status(id));
        world.debiting.answers = terms -> {
            throw new ProviderNotConfigured("no key");
        };
        world.runUntil("2027-02-01T17:00:00Z");
        world.debiting.answers = terms -> SubscriptionFixture.DebitingProvider.accepted();
        world.runUntil("2027-02-01T19:00:00Z");
        world.end(reference(id, "2027-02-01"), PaymentStatus.COMPLETED, "");
        assertEquals(Set.of(reference(id, "2027-02-01")), new HashSet<>(world.debiting.calls));
        assertEquals(0, world.store.periods(id).get(0).failures());
        assertEquals(List.of("created", "payment-due", "charged"), world.events(id));
    }

    /** The key of a creation lives for 72 hours, the link for 24. */
    @Test
    void aDebitWhoseAnswerIsLostForDaysIsAskedUnderTheSameReferenceUntilItsOutcomeIsKnown() {
        String id = monthly(Map.of());
        world.debiting.answers = terms -> new LinkCreator.Unknown("is silent");
        world.runUntil("2027-02-05T09:00:00Z");
        assertEquals(Set.of(reference(id, "2027-02-01")), new HashSet<>(world.debiting.calls));
        assertTrue(world.debiting.calls.size() > 90, world.debiting.calls.size() + " calls: asked every hour, also after the key has expired");
        assertEquals(List.of("2027-02-01 CHARGING"), world.periods(id));
        world.debiting.answers = terms -> SubscriptionFixture.DebitingProvider.accepted();
        world.runUntil("2027-02-05T10:00:00Z");
        int calls = world.debiting.calls.size();
        assertEquals(Set.of(reference(id, "2027-02-01")), new HashSet<>(world.debiting.calls));
        Duration left = Duration.between(world.clock.instant(), world.payment(reference(id, "2027-02-01")).terms().expiresAt());
        assertTrue(left.compareTo(Duration.ofHours(11)) > 0, "the customer has time to approve: " + left);
        world.end(reference(id, "2027-02-01"), PaymentStatus.COMPLETED, "");
        world.runUntil("2027-02-20T00:00:00Z");
        assertEquals(calls, world.debiting.calls.size());
        assertEquals(List.of("2027-02-01 PAID"), world.periods(id));
        assertEquals(0, world.store.periods(id).get(0).failures());
    }

    @Test
    void anOutcomeThatArrivedWhileItsKeyExpiredIsFoundWithoutAskingTheProvider() {
        String id = monthly(Map.of());
        world.debiting.answers = terms -> new LinkCreator.Unknown("is silent");
        world.runUntil("2027-02-01T09:00:00Z");
        world.raise(reference(id, "2027-02-01"), PaymentStatus.COMPLETED, "");
        world.clock.advance(Duration.ofHours(80));
        world.run();
        assertEquals(1, world.debiting.calls.size());
        assertEquals(List.of("2027-02-01 PAID"), world.periods(id));
    }

    @Test
    void anAttemptForWhichTheProviderWasNeverAskedEndsWithItsSubscription() {
        String id = monthly(Map.of());
        ProviderGate closed = new ProviderGate() {
            @Override
            public Optional<Instant> closedUntil(String provider) {
                return Optional.of(world.clock.instant().plusSeconds(900));
            }

            @Override
            public void report(String provider, Contact contact) {
                throw new IllegalStateException("It was not called");
            }
        };
        world.clock.advance(Duration.between(world.clock.instant(), Instant.parse("2027-02-01T09:00:00Z")));
        assertEquals(Optional.of(Instant.parse("2027-02-01T09:15:00Z")), world.charging.process(id, closed));
        assertEquals(List.of("2027-02-01 CHARGING"), world.periods(id));
        assertEquals(200, world.call("shop", "POST", "/" + id + "/cancel", "").status());
        world.clock.advance(Duration.ofMinutes(15));
        assertEquals(Optional.empty(), world.charging.process(id, ProviderGate.OPEN));
        assertEquals(List.of("2027-02-01 UNPAID"), world.periods(id));
        assertEquals(List.of(), world.debiting.calls);
        // Whoever pays the open period now asks for it.
        assertEquals(200, world.call("shop", "POST", "/" + id + "/periods/2027-02-01/pay", "").status());
        assertEquals(List.of(reference(id, "2027-02-01") + "-r1"), world.debiting.calls);
    }

    @Test
    void aFailureOfTheProviderDoesNotCountAndIsTriedAgainUnderANewReferenceSoon() {
        String id = monthly(Map.of());
        world.debiting.answers = terms -> new LinkCreator.Refused(new Failure("provider-error", "The bank is away"));
        world.runUntil("2027-02-01T09:03:00Z");
        String first = reference(id, "2027-02-01");
        assertEquals(List.of(first, first + "-r1"), world.debiting.calls);
        world.debiting.answers = terms -> SubscriptionFixture.DebitingProvider.accepted();
        world.runUntil("2027-02-01T09:10:00Z");
        world.end(first + "-r2", PaymentStatus.COMPLETED, "");
        assertEquals(List.of("created", "charged"), world.events(id));
        assertEquals(0, world.store.periods(id).get(0).failures());
        assertEquals("ACTIVE", world.status(id));
    }

    @Test
    void outcomesApplyOnceInAnyOrder() {
        String id = monthly(Map.of());
        world.runUntil("2027-02-01T09:00:00Z");
        String first = reference(id, "2027-02-01");
        world.raise(first, PaymentStatus.FAILED, "declined");
        world.raise(first, PaymentStatus.COMPLETED, "");
        for (int i = 0; i < 3; i++) {
            assertTrue(world.charging.settle(first));
        }
        assertEquals(1, world.events(id).stream().filter("charged"::equals).count());
        assertEquals(List.of("2027-02-01 PAID"), world.periods(id));
        assertFalse(world.charging.settle("pay_2b4d6f7h2j4k6m7n2p4q6r7s2t"));
        assertFalse(world.charging.settle("SUB-sub_2b4d6f7h2j4k6m7n2p4q6r7s2t-2027-02-01"));
    }

    @Test
    void aLateSuccessOfAnAttemptThatWasGivenUpPaysItsPeriodAndIsFlagged() {
        String id = monthly(Map.of());
        world.runUntil("2027-02-01T09:00:00Z");
        String first = reference(id, "2027-02-01");
        world.end(first, PaymentStatus.FAILED, "timed-out");
        assertEquals("PAST_DUE", world.status(id));
        world.clock.advance(Duration.ofHours(2));
        world.end(first, PaymentStatus.COMPLETED, "");
        assertEquals("ACTIVE", world.status(id));
        world.runUntil("2027-02-20T00:00:00Z");
        assertEquals(List.of(first), world.debiting.calls, "no retry of a paid period");
        SubscriptionEvent charged = world.store.events(id).stream().filter(event -> event.type().endsWith(".charged")).findFirst().orElseThrow();
        assertTrue(charged.data().path("lateSuccess").booleanValue());
    }

    @Test
    void anOutcomeWhoseEventIsLostIsFoundAllTheSame() {
        String id = monthly(Map.of());
        world.runUntil("2027-02-01T09:00:00Z");
        world.raise(reference(id, "2027-02-01"), PaymentStatus.COMPLETED, "");
        world.runUntil("2027-02-01T10:00:00Z");
        assertEquals(List.of("2027-02-01 PAID"), world.periods(id));
    }

    @Test
    void aSubscriptionThatWasCancelledWhileItsProviderWasAwayIsNotChargedWhenItComesBack() {
        String id = monthly(Map.of());
        world.debiting.answers = terms -> new LinkCreator.Unknown("is silent");
        world.runUntil("2027-02-01T09:00:00Z");
        String first = reference(id, "2027-02-01");
        assertTrue(world.charging.isAskedAgain(first));
        world.call("shop", "POST", "/" + id + "/cancel", "");
        int calls = world.debiting.calls.size();
        world.debiting.answers = terms -> SubscriptionFixture.DebitingProvider.accepted();
        world.runUntil("2027-02-02T09:00:00Z");
        assertEquals(calls, world.debiting.calls.size());
        assertFalse(world.charging.isAskedAgain(first));
        world.raise(first, PaymentStatus.FAILED, "creation-unknown");
        world.runUntil("2027-02-03T09:00:00Z");
        assertEquals(List.of("2027-02-01 UNPAID"), world.periods(id));
        assertEquals(List.of(), world.due());
    }

    @Test
    void aSubscriptionThatIsSuspendedByOnePeriodIsNotChargedForAnother() {
        String id = monthly(Map.of("interval", "\"day\"", "retryAfterDays", "[]"));
        world.debiting.answers = terms -> new LinkCreator.Refused(new Failure("insufficient-funds", "No money"));
        world.clock.advance(Duration.between(world.clock.instant(), Instant.parse("2027-02-02T10:00:00Z")));
        world.run();
        assertEquals(List.of(reference(id, "2027-02-01")), world.debiting.calls);
        assertEquals("SUSPENDED", world.status(id));
        world.runUntil("2027-02-02T20:00:00Z");
        assertEquals(List.of("2027-02-01 UNPAID", "2027-02-02 UNPAID"), world.periods(id));
        assertEquals(1, world.debiting.calls.size());
    }

    @Test
    void aPeriodThatIsPaidLateIsNotChargedByAnAttemptThatItsProviderMayNotHaveReceived() {
        String id = monthly(Map.of());
        world.runUntil("2027-02-01T09:00:00Z");
        String first = reference(id, "2027-02-01");
        world.end(first, PaymentStatus.FAILED, "insufficient-funds");
        world.debiting.answers = terms -> new LinkCreator.Unknown("is silent");
        world.runUntil("2027-02-02T09:00:00Z");
        world.end(first, PaymentStatus.COMPLETED, "");
        List<String> calls = List.copyOf(world.debiting.calls);
        assertEquals(first + "-r1", calls.get(calls.size() - 1));
        world.debiting.answers = terms -> SubscriptionFixture.DebitingProvider.accepted();
        world.runUntil("2027-02-04T09:00:00Z");
        assertEquals(calls, world.debiting.calls);
        assertEquals(List.of("2027-02-01 PAID"), world.periods(id));
    }

    @Test
    void theOtherAttemptOfAPaidPeriodIsCheckedUntilItsOutcomeIsKnown() {
        String id = monthly(Map.of());
        world.runUntil("2027-02-01T09:00:00Z");
        String first = reference(id, "2027-02-01");
        world.end(first, PaymentStatus.FAILED, "insufficient-funds");
        world.runUntil("2027-02-02T09:00:00Z");
        world.end(first, PaymentStatus.COMPLETED, "");
        world.raise(first + "-r1", PaymentStatus.COMPLETED, "");
        world.runUntil("2027-02-04T09:00:00Z");
        List<Boolean> again = world.store.events(id).stream().filter(event -> event.type().endsWith(".charged"))
                .map(event -> event.data().path("paidAgain").booleanValue()).toList();
        assertEquals(List.of(false, true), again);
        assertEquals(List.of(), world.store.find(id).orElseThrow().watched());
    }

    @Test
    void aSubscriptionIsPastDueAfterAPauseWhileARetryIsOnItsWay() {
        String id = monthly(Map.of());
        world.runUntil("2027-02-01T09:00:00Z");
        world.end(reference(id, "2027-02-01"), PaymentStatus.FAILED, "insufficient-funds");
        world.runUntil("2027-02-02T09:00:00Z");
        world.call("shop", "POST", "/" + id + "/pause", "");
        assertEquals("PAST_DUE", SubscriptionFixture.json(world.call("shop", "POST", "/" + id + "/resume", "")).path("status").asText());
        world.end(reference(id, "2027-02-01") + "-r1", PaymentStatus.COMPLETED, "");
        assertEquals("ACTIVE", world.status(id));
    }

    @Test
    void theLastPaymentEndsAPauseToo() {
        String id = monthly(Map.of("payments", "1"));
        world.runUntil("2027-02-01T09:00:00Z");
        world.call("shop", "POST", "/" + id + "/pause", "{\"resumesAt\":\"2027-04-15T00:00:00Z\"}");
        world.end(reference(id, "2027-02-01"), PaymentStatus.COMPLETED, "");
        assertEquals("COMPLETED", world.status(id));
        assertEquals(Optional.empty(), world.store.find(id).orElseThrow().resumesAt());
    }

    @Test
    void aPauseOfTwoMonthsChargesNothingForThem() {
        String id = monthly(Map.of());
        pays(id, "2027-02-01");
        JsonValue paused = SubscriptionFixture.json(world.call("shop", "POST", "/" + id + "/pause", "{\"resumesAt\":\"2027-04-15T00:00:00Z\"}"));
        assertEquals("PAUSED", paused.path("status").asText());
        assertEquals("2027-05-01T09:00:00.000Z", paused.path("nextChargeAt").asText());
        world.runUntil("2027-05-01T09:00:00Z");
        assertEquals(List.of("2027-02-01 PAID", "2027-03-01 SKIPPED", "2027-04-01 SKIPPED", "2027-05-01 CHARGING"), world.periods(id));
        assertEquals(409, world.call("shop", "POST", "/" + id + "/periods/2027-03-01/pay", "").status());
        assertEquals(2, world.debiting.calls.size());
    }

    @Test
    void resumesWhenAsked() {
        String id = monthly(Map.of());
        world.call("shop", "POST", "/" + id + "/pause", "");
        world.runUntil("2027-03-10T00:00:00Z");
        assertEquals("ACTIVE", SubscriptionFixture.json(world.call("shop", "POST", "/" + id + "/resume", "")).path("status").asText());
        pays(id, "2027-04-01");
        assertEquals(List.of("2027-02-01 SKIPPED", "2027-03-01 SKIPPED", "2027-04-01 PAID"), world.periods(id));
    }

    @Test
    void aPauseRefusesATimeThatIsOverAndASubscriptionThatHasEnded() {
        String id = monthly(Map.of());
        assertEquals(400, world.call("shop", "POST", "/" + id + "/pause", "{\"resumesAt\":\"2027-01-01T00:00:00Z\"}").status());
        assertEquals(400, world.call("shop", "POST", "/" + id + "/pause", "{\"until\":1}").status());
        assertEquals(400, world.call("shop", "POST", "/" + id + "/cancel", "{\"atPeriodEnd\":\"yes\"}").status());
        assertEquals("CANCELLED", SubscriptionFixture.json(world.call("shop", "POST", "/" + id + "/cancel", "")).path("status").asText());
        assertEquals(409, world.call("shop", "POST", "/" + id + "/pause", "").status());
        assertEquals(409, world.call("shop", "POST", "/" + id + "/resume", "").status());
        assertEquals(409, world.call("shop", "PATCH", "/" + id, "{\"amount\":\"1.00\"}").status());
        assertEquals(200, world.call("shop", "POST", "/" + id + "/cancel", "").status());
    }

    @Test
    void aCancellationAtThePeriodsEndChargesNoFurtherPeriod() {
        String id = monthly(Map.of());
        pays(id, "2027-02-01");
        JsonValue cancelled = SubscriptionFixture.json(world.call("shop", "POST", "/" + id + "/cancel", "{\"atPeriodEnd\":true}"));
        assertEquals("ACTIVE", cancelled.path("status").asText());
        assertTrue(cancelled.path("cancelAtPeriodEnd").booleanValue());
        world.runUntil("2027-06-01T00:00:00Z");
        assertEquals("CANCELLED", world.status(id));
        assertEquals(List.of(reference(id, "2027-02-01")), world.debiting.calls);
    }

    @Test
    void resumingTakesACancellationAtThePeriodsEndBack() {
        String id = monthly(Map.of());
        pays(id, "2027-02-01");
        world.call("shop", "POST", "/" + id + "/cancel", "{\"atPeriodEnd\":true}");
        assertTrue(world.get("/" + id).path("nextChargeAt").isNull());
        JsonValue resumed = SubscriptionFixture.json(world.call("shop", "POST", "/" + id + "/resume", ""));
        assertFalse(resumed.path("cancelAtPeriodEnd").booleanValue());
        assertEquals("ACTIVE", resumed.path("status").asText());
        assertEquals("2027-03-01T09:00:00.000Z", resumed.path("nextChargeAt").asText());
        assertEquals(200, world.call("shop", "POST", "/" + id + "/resume", "").status());
        assertEquals(1, world.events(id).stream().filter("resumed"::equals).count(), "resuming again changes nothing");
        pays(id, "2027-03-01");
        assertEquals(List.of("2027-02-01 PAID", "2027-03-01 PAID"), world.periods(id));
    }

    @Test
    void resumingEndsAPauseTogetherWithACancellationAtThePeriodsEnd() {
        String id = monthly(Map.of());
        pays(id, "2027-02-01");
        world.call("shop", "POST", "/" + id + "/pause", "");
        world.call("shop", "POST", "/" + id + "/cancel", "{\"atPeriodEnd\":true}");
        JsonValue resumed = SubscriptionFixture.json(world.call("shop", "POST", "/" + id + "/resume", ""));
        assertEquals("ACTIVE", resumed.path("status").asText());
        assertFalse(resumed.path("cancelAtPeriodEnd").booleanValue());
        assertEquals(1, world.events(id).stream().filter("resumed"::equals).count());
    }

    @Test
    void aPauseThatEndsByItselfKeepsTheCancellationAtThePeriodsEnd() {
        String id = monthly(Map.of());
        pays(id, "2027-02-01");
        world.call("shop", "POST", "/" + id + "/cancel", "{\"atPeriodEnd\":true}");
        world.call("shop", "POST", "/" + id + "/pause", "{\"resumesAt\":\"2027-02-10T00:00:00Z\"}");
        world.runUntil("2027-02-11T00:00:00Z");
        assertEquals("ACTIVE", world.status(id));
        assertTrue(world.get("/" + id).path("cancelAtPeriodEnd").booleanValue());
        world.runUntil("2027-03-02T00:00:00Z");
        assertEquals("CANCELLED", world.status(id));
    }

    @Test
    void moneyOfAnAttemptThatWasOnItsWayCountsAfterACancellation() {
        String id = monthly(Map.of());
        world.runUntil("2027-02-01T09:00:00Z");
        world.call("shop", "POST", "/" + id + "/cancel", "");
        world.end(reference(id, "2027-02-01"), PaymentStatus.COMPLETED, "");
        assertEquals("CANCELLED", world.status(id));
        assertEquals(List.of("2027-02-01 PAID"), world.periods(id));
        assertEquals(List.of(), world.due());
    }

    @Test
    void theLastFailedRetryCancelsWhereTheMerchantWantsIt() {
        String id = monthly(Map.of("retryAfterDays", "[]", "afterLastRetry", "\"cancel\""));
        world.debiting.answers = terms -> new LinkCreator.Refused(new Failure("declined", "Declined"));
        world.runUntil("2027-03-05T00:00:00Z");
        assertEquals("CANCELLED", world.status(id));
        assertEquals(1, world.debiting.calls.size());
    }

    @Test
    void threePaymentsComplete() {
        String id = monthly(Map.of("payments", "3"));
        for (String date : List.of("2027-02-01", "2027-03-01", "2027-04-01")) {
            pays(id, date);
        }
        assertEquals("COMPLETED", world.status(id));
        world.runUntil("2027-08-01T00:00:00Z");
        assertEquals(3, world.debiting.calls.size());
        assertEquals(409, world.call("shop", "POST", "/" + id + "/cancel", "").status());
    }

    @Test
    void aProviderWithoutDebitsGetsALinkForEachPeriodThatTheMerchantSendsOn() {
        String id = monthly(Map.of("provider", "\"pages\"", "currency", "\"NGN\"", "customer", "{\"email\":\"ama@example.com\"}", "retryAfterDays", "[2]"));
        world.runUntil("2027-02-01T09:00:00Z");
        SubscriptionEvent due = world.store.events(id).get(1);
        assertEquals("subscription.payment-due", due.type());
        String first = reference(id, "2027-02-01");
        assertEquals("https://pages.example/" + first, due.data().path("link").asText());
        assertEquals(first, due.data().path("paymentId").asText());
        world.clock.advance(Duration.ofHours(25));
        world.end(first, PaymentStatus.EXPIRED, "");
        assertEquals("PAST_DUE", world.status(id));
        world.runUntil("2027-02-03T09:00:00Z");
        assertEquals("https://pages.example/" + first + "-r1", world.store.periods(id).get(0).attempts().get(1).link().orElseThrow());
        world.end(first + "-r1", PaymentStatus.COMPLETED, "");
        assertEquals("ACTIVE", world.status(id));
    }

    @Test
    void remindsOfEachChargeBeforehand() {
        String id = monthly(Map.of("remindDaysBefore", "3"));
        world.runUntil("2027-01-29T09:00:00Z");
        SubscriptionEvent reminder = world.store.events(id).get(1);
        assertEquals("subscription.reminder", reminder.type());
        assertEquals(Instant.parse("2027-01-29T09:00:00Z"), reminder.at());
        assertEquals("2027-02-01", reminder.data().path("period").asText());
        assertEquals("50.00", reminder.data().path("amount").asText());
        pays(id, "2027-02-01");
        world.runUntil("2027-02-26T09:00:00Z");
        assertEquals(2, world.events(id).stream().filter("reminder"::equals).count());
    }

    @Test
    void chargesAtTheLocalTimeThroughChangesOfTheClocks() {
        String cairo = world.subscribe(Map.of("startsAt", "\"2027-04-29\"", "interval", "\"day\"", "timeZone", "\"Africa/Cairo\"",
                "chargeTime", "\"00:30\"", "remindDaysBefore", "0", "payments", "3")).path("id").asText();
        String casablanca = world.subscribe(Map.of("startsAt", "\"2027-02-06\"", "interval", "\"day\"", "timeZone", "\"Africa/Casablanca\"",
                "chargeTime", "\"02:30\"", "remindDaysBefore", "0", "payments", "3")).path("id").asText();
        for (String date : List.of("2027-02-06", "2027-02-07", "2027-02-08")) {
            pays(casablanca, date);
        }
        world.runUntil("2027-05-02T00:00:00Z");
        // On 30 April 2027 the clocks of Cairo skip from 00:00 to 01:00; on 7 February those of Casablanca show 02:30 twice.
        assertEquals(List.of(Instant.parse("2027-04-28T22:30:00Z"), Instant.parse("2027-04-29T22:30:00Z"), Instant.parse("2027-04-30T21:30:00Z")),
                starts(cairo));
        assertEquals(List.of(Instant.parse("2027-02-06T01:30:00Z"), Instant.parse("2027-02-07T01:30:00Z"), Instant.parse("2027-02-08T02:30:00Z")),
                starts(casablanca));
    }

    private List<Instant> starts(String id) {
        return world.store.periods(id).stream().map(period -> period.attempts().get(0).startedAt()).toList();
    }

    @Test
    void aPeriodIsNamedByItsLocalDate() {
        String id = world.subscribe(Map.of("startsAt", "\"2027-01-31\"", "timeZone", "\"Pacific/Kiritimati\"", "chargeTime", "\"00:00\"")).path("id").asText();
        world.runUntil("2027-01-30T10:00:00Z");
        assertEquals(LocalDate.parse("2027-01-31"), world.store.periods(id).get(0).date());
    }
}
