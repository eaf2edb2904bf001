package africa.paylinks.refund;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.RefundDiscovery.ProviderRefund;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of the refunds that a provider lists are those that are stored. */
class RefundMatchTest {

    private static final Instant NOW = SamplePayments.NOW;
    private static final Instant LATER = NOW.plusSeconds(600);
    private static final PaymentTerms PAYMENT = SamplePayments.terms();
    private static final Failure NOT_MADE = new Failure("refund-not-made", "");

    @Test
    void theProvidersIdDecidesFirst() {
        Refund known = requested("ref_a", 500).completed(Optional.of("7"), NOW);
        RefundMatch match = match(List.of(listed("7", 500), listed("8", 500)), List.of(known));
        assertEquals(Set.of("ref_a"), match.assigned().keySet());
        assertEquals(List.of(listed("8", 500)), match.others());
    }

    @Test
    void ourIdDecidesNext() {
        Refund first = requested("ref_a", 500);
        Refund second = requested("ref_b", 500);
        RefundMatch match = match(List.of(named("7", "ref_b", 500), listed("8", 500)), List.of(first, second));
        assertEquals(Map.of("ref_b", named("7", "ref_b", 500), "ref_a", listed("8", 500)), match.assigned());
        assertEquals(List.of(), match.others());
    }

    @Test
    void anOpenRefundOfThatAmountIsTheListedOneWithoutOurId() {
        RefundMatch match = match(List.of(listed("7", 500), listed("8", 500)), List.of(requested("ref_a", 500)));
        assertEquals(Map.of("ref_a", listed("7", 500)), match.assigned());
        assertEquals(List.of(listed("8", 500)), match.others());
    }

    @Test
    void aListedRefundOfAnotherAmountOrFromBeforeIsNotTheOpenOne() {
        ProviderRefund before = new ProviderRefund("8", Optional.empty(), money(500), true, Optional.of(NOW.minusSeconds(3600)));
        RefundMatch match = match(List.of(listed("7", 400), before), List.of(requested("ref_a", 500)));
        assertEquals(Map.of(), match.assigned());
        assertEquals(List.of(listed("7", 400), before), match.others());
    }

    @Test
    void aRefundThatWasNotRequestedIsNoneOfThoseWithoutOurId() {
        Refund ordered = Refund.ordered("ref_a", PAYMENT, money(500), Optional.empty(), NOW, NOW);
        assertEquals(List.of(listed("7", 500)), match(List.of(listed("7", 500)), List.of(ordered)).others());
    }

    @Test
    void aRefundThatFailedIsNoneOfThoseThatReturnedMoney() {
        Refund failed = requested("ref_a", 500).failed(NOT_MADE, NOW);
        assertEquals(List.of(named("7", "ref_a", 500)), match(List.of(named("7", "ref_a", 500)), List.of(failed)).others());
    }

    @Test
    void aRefundIsNotTakenForTheOneThatItsIdNamesOnceAnotherWas() {
        Refund taken = requested("ref_a", 500).completed(Optional.of("7"), NOW);
        assertEquals(List.of(named("8", "ref_a", 500)),
                match(List.of(listed("7", 500), named("8", "ref_a", 500)), List.of(taken)).others());
    }

    @Test
    void anotherAmountUnderOurIdIsNeitherAssignedNorBooked() {
        RefundMatch match = match(List.of(named("7", "ref_a", 400)), List.of(requested("ref_a", 500)));
        assertEquals(Set.of("ref_a"), match.contradicted());
        assertEquals(Map.of(), match.assigned());
        assertEquals(List.of(), match.others());
    }

    @Test
    void aRefundThatIsListedTwiceCountsOnce() {
        assertEquals(List.of(listed("7", 500)), match(List.of(listed("7", 500), listed("7", 500)), List.of()).others());
    }

    @Test
    void aListedRefundThatMayBeOneInFlightIsUndecided() {
        Refund inFlight = Refund.ordered("ref_a", PAYMENT, money(500), Optional.empty(), NOW, NOW).requested(LATER.minusSeconds(30));
        RefundMatch match = match(List.of(listed("7", 500), listed("8", 400)), List.of(inFlight));
        assertTrue(match.undecided());
        assertEquals(Map.of(), match.assigned());
        assertEquals(List.of(listed("8", 400)), match.others());
        assertEquals(List.of(listed("8", 500)), match(List.of(named("7", "ref_a", 500), listed("8", 500)), List.of(inFlight)).others());
    }

    @Test
    void aCompletedRefundOfWhichTheProviderGaveNoIdIsTheListedOneOfThatAmount() {
        Refund completed = requested("ref_a", 500).completed(Optional.empty(), NOW);
        assertEquals(List.of(listed("8", 500)), match(List.of(listed("7", 500), listed("8", 500)), List.of(completed)).others());
    }

    @Test
    void aPendingListedRefundThatMayBeAnOpenOneIsUndecided() {
        ProviderRefund pending = new ProviderRefund("7", Optional.empty(), money(500), false, Optional.empty());
        assertTrue(match(List.of(pending), List.of(requested("ref_a", 500))).undecided());
    }

    private static RefundMatch match(List<ProviderRefund> listed, List<Refund> stored) {
        return RefundMatch.of(listed, stored, LATER);
    }

    private static Refund requested(String id, long minor) {
        return Refund.ordered(id, PAYMENT, money(minor), Optional.empty(), NOW, NOW).requested(NOW);
    }

    private static ProviderRefund listed(String reference, long minor) {
        return new ProviderRefund(reference, Optional.empty(), money(minor), true, Optional.of(NOW));
    }

    private static ProviderRefund named(String reference, String id, long minor) {
        return new ProviderRefund(reference, Optional.of(id), money(minor), true, Optional.empty());
    }

    private static Money money(long minor) {
        return new Money(minor, "SLE");
    }
}
