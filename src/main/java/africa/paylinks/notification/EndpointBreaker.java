package africa.paylinks.notification;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.merchant.MerchantEndpoint;
import africa.paylinks.payment.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Lets an endpoint that hangs have one attempt at a time, of all processes together, so that it occupies one worker at most
 * and the other merchants have the rest.
 */
@Singleton
public final class EndpointBreaker {

    private static final Logger LOG = Logger.getLogger(EndpointBreaker.class);
    private static final Duration REST = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 5;

    private final EndpointCircuits circuits;
    private final Clock clock;

    public EndpointBreaker(EndpointCircuits circuits, Clock clock) {
        this.circuits = circuits;
        this.clock = clock;
    }

    /**
     * Asks to call an endpoint.
     *
     * @param lease how long whoever is let in may take while the endpoint hangs
     * @return empty when it hangs, and rests or is being tried by somebody else
     * @throws StoreUnavailable when the store cannot answer
     */
    Optional<Pass> enter(MerchantEndpoint endpoint, Duration lease) {
        String url = Sha256.hex(endpoint.url());
        Optional<EndpointCircuit> seen = circuits.find(endpoint.merchant());
        if (seen.isEmpty() || !seen.get().open() || !seen.get().url().equals(url)) {
            return Optional.of(new Pass(endpoint.merchant(), url, seen, false));
        }
        Instant now = clock.instant();
        if (now.isBefore(seen.get().retryAt())) {
            return Optional.empty();
        }
        EndpointCircuit taken = seen.get().next(url, true, now.plus(lease));
        return circuits.replace(taken) ? Optional.of(new Pass(endpoint.merchant(), url, Optional.of(taken), true)) : Optional.empty();
    }

    /** The right to call an endpoint. What cannot be noted about it is noted by the next who calls. */
    final class Pass {

        private final String merchant;
        private final String url;
        private Optional<EndpointCircuit> known;
        private boolean alone;

        private Pass(String merchant, String url, Optional<EndpointCircuit> known, boolean alone) {
            this.merchant = merchant;
            this.url = url;
            this.known = known;
            this.alone = alone;
        }

        /** The endpoint used up all of its time. */
        void hung() {
            alone = false;
            Instant until = clock.instant().plus(REST);
            LOG.warnf("endpoint-hanging merchant=%s until=%s", merchant, until);
            note(true, until);
        }

        /** The endpoint answered, whatever it said, or refused to be called in good time. */
        void answered() {
            alone = false;
            if (known.filter(EndpointCircuit::open).isPresent()) {
                LOG.infof("endpoint-answering merchant=%s", merchant);
                note(false, clock.instant());
            }
        }

        /** Lets the next one in, if nothing was tried. */
        void leave() {
            if (alone) {
                alone = false;
                note(true, clock.instant());
            }
        }

        private void note(boolean open, Instant retryAt) {
            try {
                for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                    EndpointCircuit next = known.map(seen -> seen.next(url, open, retryAt))
                            .orElseGet(() -> new EndpointCircuit(merchant, url, open, retryAt, 1));
                    if (circuits.replace(next)) {
                        known = Optional.of(next);
                        return;
                    }
                    known = circuits.find(merchant);
                }
            } catch (StoreUnavailable unavailable) {
                LOG.warnf(unavailable, "endpoint-circuit-not-noted merchant=%s", merchant);
            }
        }
    }
}
