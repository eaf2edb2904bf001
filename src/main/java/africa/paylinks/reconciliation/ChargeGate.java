package africa.paylinks.reconciliation;

import africa.paylinks.provider.OutageStore;
import africa.paylinks.subscription.ProviderGate;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The circuit breakers of all providers, for one run of charging. They share their state with the reconciler's. */
final class ChargeGate implements ProviderGate {

    private final OutageStore outages;
    private final Clock clock;
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();
    private final Set<String> probed = ConcurrentHashMap.newKeySet();

    ChargeGate(OutageStore outages, Clock clock) {
        this.outages = outages;
        this.clock = clock;
    }

    @Override
    public Optional<Instant> closedUntil(String provider) {
        CircuitBreaker breaker = breaker(provider);
        if (breaker.awaitsProbe() && breaker.claimProbe()) {
            probed.add(provider);
            return Optional.empty();
        }
        return breaker.pausedUntil();
    }

    @Override
    public void report(String provider, Contact contact) {
        CircuitBreaker breaker = breaker(provider);
        boolean wasProbe = probed.remove(provider);
        if (contact == Contact.ANSWERED) {
            breaker.answered();
        } else if (contact == Contact.NO_ANSWER) {
            breaker.failed(Optional.empty());
        } else if (wasProbe) {
            breaker.returnProbe();
        }
    }

    private CircuitBreaker breaker(String provider) {
        return breakers.computeIfAbsent(provider, name -> new CircuitBreaker(outages, name, clock));
    }
}
