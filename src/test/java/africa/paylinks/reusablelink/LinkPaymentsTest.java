package africa.paylinks.reusablelink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.PaymentJson;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.reusablelink.LinkPaymentService.Begun;
import africa.paylinks.reusablelink.LinkPaymentService.Closed;
import africa.paylinks.reusablelink.LinkPaymentService.Made;
import africa.paylinks.reusablelink.LinkPaymentService.Outcome;
import africa.paylinks.reusablelink.LinkPaymentService.Outdated;
import africa.paylinks.reusablelink.LinkPaymentService.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class LinkPaymentsTest {

    private final ReusableLinkFixture world = new ReusableLinkFixture();

    @Test
    void aPaymentIsAnOrdinaryOneThatCarriesItsLink() {
        ReusableLink link = world.link(Map.of("description", "\"Ticket\"", "quantity", "{\"min\":1,\"max\":4}", "redirectUrl", "\"https://shop.example/\"",
                "metadata", "{\"event\":\"fair\"}", "collect", "[\"name\",\"phone\",\"note\"]"));
        LinkOrder order = new LinkOrder(new Money(5000, "NGN"), 3, new Customer(Optional.of("Ada"), Optional.empty(), Optional.of("+2348031234567"),
                Optional.empty()), Optional.of("Front row"));
        Payment payment = ((Made) world.service.pay(link, ReusableLinkFixture.token(), order, "api.example")).payment();
        PaymentTerms terms = payment.terms();
        assertEquals(PaymentStatus.PENDING, payment.status());
        assertEquals("shop", terms.merchant());
        assertEquals(link.id(), PaymentJson.current(payment).path("linkId").asText());
        assertEquals(new Money(15000, "NGN"), terms.amount());
        assertEquals(Optional.of("Ticket \u00d7 3"), terms.description());
        assertEquals(Map.of("event", "fair", "quantity", "3", "note", "Front row"), terms.metadata());
        assertEquals(Optional.of("https://shop.example/"), terms.redirectUrl());
        assertEquals(Optional.of("+2348031234567"), terms.customer().phone());
        assertEquals(world.clock.instant().plus(Duration.ofHours(1)), terms.expiresAt());
        assertEquals("https://pages.example/" + payment.id(), payment.instructions().orElseThrow().link());
    }

    @Test
    void theRoutingRulesChooseWhereTheLinkNamesNoProvider() {
        assertEquals("pages", world.begin(world.link(Map.of("provider", ""))).terms().provider());
    }

    /** Otherwise anyone could have the phone of a stranger asked, beside the limits of the checkout page. */
    @Test
    void noPhoneIsDebitedBeforeTheCheckoutPageAsks() {
        ReusableLink link = world.link(Map.of("provider", "\"debiting\"", "currency", "\"GHS\"", "collect", "[\"phone\"]"));
        Customer customer = new Customer(Optional.empty(), Optional.empty(), Optional.of("+233241234567"), Optional.empty());
        Payment payment = ((Made) world.service.pay(link, ReusableLinkFixture.token(),
                new LinkOrder(new Money(5000, "GHS"), 1, customer, Optional.empty()), "api.example")).payment();
        assertEquals("https://pay.example/pay/" + payment.id(), payment.instructions().orElseThrow().link());
    }

    @Test
    void theSameFormMakesOnePayment() {
        ReusableLink link = world.link(Map.of("limit", "5"));
        String token = ReusableLinkFixture.token();
        Outcome first = world.pay(link, token);
        assertEquals(first, world.pay(link, token));
        assertEquals(1, world.pages.calls.size());
        assertEquals(1, world.counts(link).taken());
        String id = ((Made) first).payment().id();
        world.end(id, PaymentStatus.COMPLETED);
        assertEquals(id, ((Made) world.pay(link, token)).payment().id(), "also when it was paid");
    }

    @Test
    void theSameFormForAnotherLinkIsAnotherPayment() {
        String token = ReusableLinkFixture.token();
        ReusableLink one = world.link(Map.of());
        ReusableLink two = world.link(Map.of());
        assertFalse(((Made) world.pay(one, token)).payment().id().equals(((Made) world.pay(two, token)).payment().id()));
    }

    @Test
    void aChangedFormIsNotTakenForARepetition() {
        ReusableLink link = world.link(Map.of("collect", "[\"note\"]"));
        String token = ReusableLinkFixture.token();
        world.pay(link, token);
        assertInstanceOf(Outdated.class, world.service.pay(link, token, ReusableLinkFixture.order(link, Optional.of("changed")), "api.example"));
        assertEquals(1, world.counts(link).taken());
    }

    @Test
    void aDoubleClickMakesOnePayment() throws Exception {
        ReusableLink link = world.link(Map.of("limit", "5"));
        String token = ReusableLinkFixture.token();
        List<Outcome> outcomes = concurrently(8, () -> world.pay(link, token));
        assertTrue(outcomes.stream().allMatch(outcome -> outcome instanceof Made || outcome instanceof Begun), outcomes.toString());
        assertEquals(1, world.pages.calls.size());
        assertEquals(1, world.counts(link).taken());
    }

    @Test
    void aCrashBetweenClaimAndPaymentIsContinuedByTheSameForm() {
        ReusableLink link = world.link(Map.of("limit", "1"));
        String token = ReusableLinkFixture.token();
        LinkOrder order = ReusableLinkFixture.order(link, Optional.empty());
        world.store.claim(LinkClaim.held(link.id(), LinkIds.paymentId(link.id(), token), order.fingerprint(token),
                world.clock.instant().plus(Duration.ofHours(1))), world.clock.instant());
        assertInstanceOf(Made.class, world.pay(link, token));
        assertEquals(1, world.counts(link).taken());
    }

    @Test
    void anAnswerThatIsLostIsFollowedByThePaymentsPage() {
        world.pages.answers = terms -> new LinkCreator.Unknown("did not answer");
        ReusableLink link = world.link(Map.of("limit", "1"));
        String token = ReusableLinkFixture.token();
        Begun begun = assertInstanceOf(Begun.class, world.pay(link, token));
        assertEquals(PaymentStatus.CREATING, world.payments.find(begun.paymentId()).orElseThrow().status());
        assertEquals(new Closed(LinkStatus.BUSY), world.pay(link, ReusableLinkFixture.token()), "its place is kept");
        world.pages.answers = ReusableLinkFixture.PageProvider::created;
        assertEquals(begun.paymentId(), ((Made) world.pay(link, token)).payment().id());
    }

    @Test
    void whatTheProviderRefusesFreesItsPlace() {
        world.pages.answers = terms -> new LinkCreator.Refused(new Failure("invalid-request", "No."));
        ReusableLink link = world.link(Map.of("limit", "1"));
        assertInstanceOf(Refused.class, world.pay(link, ReusableLinkFixture.token()));
        assertEquals(0, world.counts(link).taken());
        world.pages.answers = ReusableLinkFixture.PageProvider::created;
        assertInstanceOf(Made.class, world.pay(link, ReusableLinkFixture.token()));
    }

    @Test
    void theLimitCountsOpenPaymentsAndIsReachedByPaidOnes() {
        ReusableLink link = world.link(Map.of("limit", "1"));
        String id = world.begin(link).id();
        assertEquals(new Closed(LinkStatus.BUSY), world.pay(link, ReusableLinkFixture.token()));
        world.end(id, PaymentStatus.COMPLETED);
        assertEquals(new Closed(LinkStatus.LIMIT_REACHED), world.pay(link, ReusableLinkFixture.token()));
        assertEquals(new LinkCounts(1, 1, 0), world.counts(link));
    }

    @Test
    void aPaymentThatExpiredFreesItsPlace() {
        ReusableLink link = world.link(Map.of("limit", "1"));
        String id = world.begin(link).id();
        world.clock.advance(Duration.ofMinutes(61));
        world.end(id, PaymentStatus.EXPIRED);
        assertEquals(new LinkCounts(0, 0, 0), world.counts(link));
        assertInstanceOf(Made.class, world.pay(link, ReusableLinkFixture.token()));
    }

    @Test
    void aFailedAttemptKeepsItsPlaceWhileAnotherCanSucceed() {
        ReusableLink link = world.link(Map.of("limit", "1"));
        String id = world.begin(link).id();
        world.end(id, PaymentStatus.FAILED);
        assertEquals(1, world.counts(link).taken());
        world.end(id, PaymentStatus.COMPLETED);
        assertEquals(new LinkCounts(1, 1, 0), world.counts(link));
    }

    @Test
    void aFullLinkFreesPlacesWhoseEndNothingReported() {
        ReusableLink link = world.link(Map.of("limit", "3"));
        String expired = world.begin(link).id();
        String failed = world.begin(link).id();
        world.store.claim(LinkClaim.held(link.id(), LinkIds.paymentId(link.id(), ReusableLinkFixture.token()), "-",
                world.clock.instant().plus(Duration.ofHours(1))), world.clock.instant());
        world.raise(failed, PaymentStatus.FAILED);
        world.clock.advance(Duration.ofMinutes(65));
        world.raise(expired, PaymentStatus.EXPIRED);
        assertEquals(new Closed(LinkStatus.BUSY), world.pay(link, ReusableLinkFixture.token()), "a late attempt may be on its way");
        world.clock.advance(Duration.ofMinutes(6));
        assertInstanceOf(Made.class, world.pay(link, ReusableLinkFixture.token()));
        assertEquals(1, world.counts(link).taken());
    }

    @Test
    void lateMoneyIsCountedAboveTheLimitAndFlagged() {
        ReusableLink link = world.link(Map.of("limit", "1"));
        String late = world.begin(link).id();
        world.clock.advance(Duration.ofMinutes(61));
        world.end(late, PaymentStatus.EXPIRED);
        world.end(world.begin(link).id(), PaymentStatus.COMPLETED);
        world.end(late, PaymentStatus.COMPLETED);
        assertEquals(new LinkCounts(2, 2, 1), world.counts(link));
        assertTrue(world.payments.find(late).orElseThrow().lateSuccess());
        assertEquals(1, world.get("/" + link.id()).path("late").intValue());
    }

    @Test
    void everyOrderAndRepetitionOfReportsCountsAPaymentOnce() throws Exception {
        ReusableLink link = world.link(Map.of("limit", "2"));
        String id = world.begin(link).id();
        world.raise(id, PaymentStatus.COMPLETED);
        concurrently(8, () -> {
            world.settlement.settle(id);
            return true;
        });
        world.end(id, PaymentStatus.REFUNDED);
        assertEquals(new LinkCounts(1, 1, 0), world.counts(link));
    }

    @Test
    void aFormOfAnExpiredPaymentMakesNoOtherOne() {
        ReusableLink link = world.link(Map.of("limit", "1"));
        String token = ReusableLinkFixture.token();
        LinkOrder order = ReusableLinkFixture.order(link, Optional.empty());
        world.store.claim(LinkClaim.held(link.id(), LinkIds.paymentId(link.id(), token), order.fingerprint(token),
                world.clock.instant().plus(Duration.ofHours(1))), world.clock.instant());
        world.clock.advance(Duration.ofMinutes(60));
        assertInstanceOf(Outdated.class, world.pay(link, token), "its place may be free already");
        assertTrue(world.pages.calls.isEmpty());
    }

    @Test
    void aLinkThatIsOffOrExpiredTakesNoPayment() {
        ReusableLink link = world.link(Map.of("expiresAt", "\"2026-11-29T08:00:00Z\""));
        world.call("shop", "PATCH", "/" + link.id(), "{\"active\":false}");
        assertEquals(new Closed(LinkStatus.INACTIVE), world.pay(link, ReusableLinkFixture.token()));
        LinkClaim claim = LinkClaim.held(link.id(), LinkIds.paymentId(link.id(), ReusableLinkFixture.token()), "-", world.clock.instant());
        assertInstanceOf(ReusableLinkStore.NotClaimed.class, world.store.claim(claim, world.clock.instant()), "also when the page was older");
        world.call("shop", "PATCH", "/" + link.id(), "{\"active\":true}");
        world.clock.advance(Duration.ofHours(1));
        assertEquals(new Closed(LinkStatus.EXPIRED), world.pay(link, ReusableLinkFixture.token()));
        assertInstanceOf(ReusableLinkStore.NotClaimed.class, world.store.claim(claim, world.clock.instant()));
    }

    /** Each customer comes with a form of its own and pays at once. One whom the table is too busy for sends the form again. */
    @Test
    void of200CustomersAtOnceOnALinkForFifty50Pay() throws Exception {
        ReusableLink link = world.link(Map.of("limit", "50"));
        ExecutorService customers = Executors.newFixedThreadPool(200);
        CountDownLatch opening = new CountDownLatch(1);
        List<Callable<String>> visits = new ArrayList<>();
        for (int customer = 0; customer < 200; customer++) {
            visits.add(() -> {
                String token = ReusableLinkFixture.token();
                opening.await();
                Outcome outcome = untilTheTableAnswers(() -> world.pay(link, token));
                if (outcome instanceof Made made) {
                    world.raise(made.payment().id(), PaymentStatus.COMPLETED);
                    return untilTheTableAnswers(() -> {
                        world.settlement.settle(made.payment().id());
                        return "paid";
                    });
                }
                return "told " + ((Closed) outcome).status();
            });
        }
        Map<String, Long> results = new TreeMap<>();
        List<Future<String>> ends = visits.stream().map(customers::submit).toList();
        opening.countDown();
        for (Future<String> result : ends) {
            results.merge(result.get().startsWith("told") ? "told" : result.get(), 1L, Long::sum);
        }
        customers.shutdownNow();
        assertEquals(Map.of("paid", 50L, "told", 150L), results);
        assertEquals(new LinkCounts(50, 50, 0), world.counts(link));
        assertEquals(new Closed(LinkStatus.LIMIT_REACHED), world.pay(link, ReusableLinkFixture.token()));
    }

    private static <T> T untilTheTableAnswers(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (StoreUnavailable busy) {
                // Its page says so, and the customer sends the same form again.
            }
        }
    }

    private static <T> List<T> concurrently(int times, Callable<T> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(Collections.nCopies(times, call))) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
