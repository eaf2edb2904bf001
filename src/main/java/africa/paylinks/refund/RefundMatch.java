package africa.paylinks.refund;

import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.provider.RefundDiscovery.ProviderRefund;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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
 * @param undecided    whether it is too early to tell of a listed refund whether it is a stored one
 * @param others       the listed refunds that are not stored
 */
record RefundMatch(Map<String, ProviderRefund> assigned, Set<String> contradicted, boolean undecided, List<ProviderRefund> others) {

    /** How far the provider's clock and ours may differ. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(10);
    /** Longer than the call that requests a refund: later, its answer does not come any more. */
    private static final Duration REQUEST_TIME = Duration.ofMinutes(2);

    RefundMatch {
        assigned = Map.copyOf(assigned);
        contradicted = Set.copyOf(contradicted);
        others = List.copyOf(others);
    }

    /** @param stored read after the provider was asked: a refund that Paylinks requested is stored before the provider lists it */
    static RefundMatch of(List<ProviderRefund> listed, List<Refund> stored, Instant now) {
        Map<String, ProviderRefund> byReference = new LinkedHashMap<>();
        listed.forEach(entry -> byReference.putIfAbsent(entry.providerReference(), entry));
        List<ProviderRefund> others = new ArrayList<>(byReference.values());
        Map<String, ProviderRefund> assigned = new LinkedHashMap<>();
        // A failed refund returned no money, so it is none of those listed.
        List<Refund> rest = new ArrayList<>(stored.stream().filter(refund -> refund.status() != RefundStatus.FAILED).toList());
        assign(rest, others, assigned, (refund, entry) -> refund.providerReference().equals(Optional.of(entry.providerReference())));
        rest.removeIf(refund -> refund.providerReference().isPresent());
        Set<String> contradicted = contradicted(rest, others);
        assign(rest, others, assigned, RefundMatch::isNamed);
        boolean undecided = false;
        for (ProviderRefund entry : List.copyOf(others)) {
            List<Refund> candidates = rest.stream().filter(refund -> mayBe(refund, entry)).toList();
            if (candidates.isEmpty()) {
                continue;
            }
            others.remove(entry);
            if (candidates.stream().anyMatch(refund -> isEarly(refund, entry, now))) {
                undecided = true;
            } else {
                assigned.put(candidates.get(0).id(), entry);
                rest.remove(candidates.get(0));
            }
        }
        return new RefundMatch(assigned, contradicted, undecided, others);
    }

    private static Set<String> contradicted(List<Refund> rest, List<ProviderRefund> others) {
        Set<String> contradicted = new HashSet<>();
        rest.removeIf(refund -> {
            boolean isContradicted = others.removeIf(entry -> isNamed(refund, entry) && !entry.amount().equals(refund.amount()));
            return isContradicted && contradicted.add(refund.id());
        });
        return contradicted;
    }

    private static void assign(List<Refund> rest, List<ProviderRefund> others, Map<String, ProviderRefund> assigned,
            BiPredicate<Refund, ProviderRefund> rule) {
        rest.removeIf(refund -> {
            Optional<ProviderRefund> match = others.stream().filter(entry -> rule.test(refund, entry)).findFirst();
            match.ifPresent(entry -> {
                assigned.put(refund.id(), entry);
                others.remove(entry);
            });
            return match.isPresent();
        });
    }

    private static boolean isNamed(Refund refund, ProviderRefund entry) {
        return entry.refundId().equals(Optional.of(refund.id()));
    }

    /** Whether a listed refund without our id may be one that was requested and of which no id is known. */
    private static boolean mayBe(Refund refund, ProviderRefund entry) {
        Instant earliest = refund.createdAt().minus(CLOCK_DIFFERENCE);
        return entry.refundId().isEmpty() && refund.requestedAt().isPresent() && entry.amount().equals(refund.amount())
                && entry.createdAt().filter(earliest::isAfter).isEmpty();
    }

    private static boolean isEarly(Refund refund, ProviderRefund entry, Instant now) {
        return refund.isOpen() && (!entry.settled() || refund.requestedAt().orElseThrow().plus(REQUEST_TIME).isAfter(now));
    }
}
