package africa.paylinks.subscription;

import java.time.Instant;
import java.util.Optional;

/** Decides whether a run may ask a provider for a debit, and learns whether it answered, so that a provider that is away is left alone. */
public interface ProviderGate {

    /** Lets every call through. */
    ProviderGate OPEN = new ProviderGate() {
        @Override
        public Optional<Instant> closedUntil(String provider) {
            return Optional.empty();
        }

        @Override
        public void report(String provider, Contact contact) {
            // Nobody wants to know.
        }
    };

    /**
     * Asks for permission to call a provider.
     *
     * @return until when the provider must not be called; empty when the caller calls it now and then calls {@link #report}
     * @throws africa.paylinks.payment.StoreUnavailable when the state of the provider cannot be read
     */
    Optional<Instant> closedUntil(String provider);

    /**
     * Records the result of a permitted call.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the state of the provider cannot be written
     */
    void report(String provider, Contact contact);

    /** Whether the provider answered. */
    enum Contact {
        /** It was not called after all. */
        NONE,
        ANSWERED,
        NO_ANSWER
    }
}
