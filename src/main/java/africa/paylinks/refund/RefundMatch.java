package africa.paylinks.refund;

import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.provider.RefundDiscovery.ProviderRefund;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Assigns the refunds that a provider lists to those that are stored: by the provider's id, else by ours, else by amount. Each
 * listed refund counts once, so that the stored refunds together are what the provider has returned, even if the provider
 * returns none of our ids and two refunds of one amount are confused.
 *
 * @param assigned     the listed refund of each stored one, by our id
 * @param contradicted the stored refunds, by our id, that the provider lists with another amount
 * @param others       the listed refunds that are not stored
 */
record RefundMatch(Map<String, ProviderRefund> assigned, Set<String> contradicted, List<ProviderRefund> others) {

    /** How far the provider's clock and ours may differ. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(10);

    RefundMatch {
        assigned = Map.copyOf(assigned);
        contradicted = Set.copyOf(contradicted);
        others = List.copyOf(others);
    }

    /** @param stored read after the provider was asked: a refund that Paylinks requested is stored before the provider lists it */
    static RefundMatch of(List<ProviderRefund> listed, List<Refund> stored) {
        Map<String, ProviderRefund> byReference = new LinkedHashMap<>();
        listed.forEach(entry -> byReference.putIfAbsent(entry.providerReference(), entry));
        List<ProviderRefund> others = new ArrayList<>(byReference.values());
        Map<String, ProviderRefund> assigned = new LinkedHashMap<>();
        Set<String> contradicted = new HashSet<>();
        // A failed refund returned no money, so it is none of those listed.
        List<Refund> candidates = new ArrayList<>(stored.stream().filter(refund -> refund.status() != RefundStatus.FAILED).toList());
        assign(candidates, others, assigned, (refund, entry) -> refund.providerReference().equals(Optional.of(entry.providerReference())));
        candidates.removeIf(refund -> refund.providerReference().isPresent());
        for (Iterator<Refund> rest = candidates.iterator(); rest.hasNext();) {
            Refund refund = rest.next();
            if (others.removeIf(entry -> isNamed(refund, entry) && !entry.amount().equals(refund.amount()))) {
                contradicted.add(refund.id());
                rest.remove();
            }
        }
        assign(candidates, others, assigned, RefundMatch::isNamed);
        assign(candidates, others, assigned, RefundMatch::mayBe);
        return new RefundMatch(assigned, contradicted, others);
    }

    private static void assign(List<Refund> candidates, List<ProviderRefund> others, Map<String, ProviderRefund> assigned,
            BiPredicate<Refund, ProviderRefund> rule) {
        for (Iterator<Refund> rest = candidates.iterator(); rest.hasNext();) {
            Refund refund = rest.next();
            Optional<ProviderRefund> match = others.stream().filter(entry -> rule.test(refund, entry)).findFirst();
            match.ifPresent(entry -> {
                assigned.put(refund.id(), entry);
                others.remove(entry);
                rest.remove();
            });
        }
    }

    private static boolean isNamed(Refund refund, ProviderRefund entry) {
        return entry.refundId().equals(Optional.of(refund.id()));
    }

    /** Whether a listed refund without our id may be one that was requested and whose answer is unknown. */
    private static boolean mayBe(Refund refund, ProviderRefund entry) {
        Instant earliest = refund.createdAt().minus(CLOCK_DIFFERENCE);
        return entry.refundId().isEmpty() && refund.isOpen() && refund.requestedAt().isPresent() && entry.amount().equals(refund.amount())
                && entry.createdAt().filter(earliest::isAfter).isEmpty();
    }
}
