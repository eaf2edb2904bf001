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
 * Limits an endpoint that times out to one attempt at a time over all processes, so that it occupies at most one worker and
 * does not delay the other merchants.
 */
@Singleton
public final class EndpointBreaker {

    private static final Logger LOG = Logger.getLogger(EndpointBreaker.class);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 5;

    private final EndpointCircuits circuits;
    private final Clock clock;

    public EndpointBreaker(EndpointCircuits circuits, Clock clock) {
        this.circuits = circuits;
        this.clock = clock;
    }

    /**
     * Requests permission to call an endpoint.
     *
     * @param lease how long a probe may take
     * @return empty while the circuit is open and no probe is due, or another worker probes
     * @throws StoreUnavailable when the store cannot answer
     */
    Optional<Pass> acquire(MerchantEndpoint endpoint, Duration lease) {
        String url = Sha256.hex(endpoint.url());
        Optional<EndpointCircuit> current = circuits.find(endpoint.key());
        if (current.isEmpty() || !current.get().open() || !current.get().url().equals(url)) {
            return Optional.of(new Pass(endpoint.key(), url, current, false));
        }
        Instant now = clock.instant();
        if (now.isBefore(current.get().retryAt())) {
            return Optional.empty();
        }
        EndpointCircuit probing = current.get().next(url, true, now.plus(lease));
        return circuits.replace(probing) ? Optional.of(new Pass(endpoint.key(), url, Optional.of(probing), true)) : Optional.empty();
    }

    /** The permission to call an endpoint. If its result cannot be stored, the next call stores it. */
    final class Pass {

        private final String endpoint;
        private final String url;
        private Optional<EndpointCircuit> circuit;
        private boolean isProbe;

        private Pass(String endpoint, String url, Optional<EndpointCircuit> circuit, boolean isProbe) {
            this.endpoint = endpoint;
            this.url = url;
            this.circuit = circuit;
            this.isProbe = isProbe;
        }

        /** The endpoint did not respond in time. */
        void timedOut() {
            isProbe = false;
            Instant until = clock.instant().plus(PROBE_INTERVAL);
            LOG.warnf("endpoint-hanging merchant=%s endpoint=%s until=%s", MerchantEndpoint.merchantOf(endpoint), MerchantEndpoint.idOf(endpoint), until);
            update(true, until);
        }

        /** The endpoint responded with any status, or refused the connection in time. */
        void responded() {
            isProbe = false;
            if (circuit.filter(EndpointCircuit::open).isPresent()) {
                LOG.infof("endpoint-answering merchant=%s endpoint=%s", MerchantEndpoint.merchantOf(endpoint), MerchantEndpoint.idOf(endpoint));
                update(false, clock.instant());
            }
        }

        /** Allows the next probe, if this one made no attempt. */
        void release() {
            if (isProbe) {
                isProbe = false;
                update(true, clock.instant());
            }
        }

        private void update(boolean open, Instant retryAt) {
            try {
                for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                    EndpointCircuit next = circuit.map(current -> current.next(url, open, retryAt))
                            .orElseGet(() -> new EndpointCircuit(endpoint, url, open, retryAt, 1));
                    if (circuits.replace(next)) {
                        circuit = Optional.of(next);
                        return;
                    }
                    circuit = circuits.find(endpoint);
                }
            } catch (StoreUnavailable unavailable) {
                LOG.warnf(unavailable, "endpoint-circuit-not-noted endpoint=%s", endpoint);
            }
        }
    }
}
