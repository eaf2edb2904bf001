package africa.paylinks.checkout;

import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentStore.Raise;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.StatusLookup.Known;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Asks a provider how a payment stands while its customer waits, as often as the provider likes and no more. */
@Singleton
public final class StatusCheck {

    private static final Logger LOG = Logger.getLogger(StatusCheck.class);

    private final PaymentStore payments;
    private final ProviderRegistry providers;
    private final Clock clock;

    public StatusCheck(PaymentStore payments, ProviderRegistry providers, Clock clock) {
        this.payments = payments;
        this.providers = providers;
        this.clock = clock;
    }

    /**
     * Asks, if it may, and writes what decides the payment.
     *
     * @param transactionId the attempt to ask about, where one is named; a hint only
     * @return whether the provider's answer decided the payment, now or before
     */
    public boolean decides(Payment payment, Optional<String> transactionId) {
        Optional<StatusLookup> provider = providers.named(payment.terms().provider())
                .filter(StatusLookup.class::isInstance).map(StatusLookup.class::cast);
        if (provider.isEmpty() || !mayAsk(payment, provider.get().polling())) {
            return false;
        }
        try {
            return provider.get().lookUp(payment, transactionId) instanceof Known known && write(payment, known);
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable noAnswer) {
            LOG.warnf("status-check-failed provider=%s: %s", payment.terms().provider(), noAnswer.getMessage());
            return false;
        }
    }

    private boolean mayAsk(Payment payment, StatusLookup.Polling polling) {
        return payments.claimStatusCheck(payment.id(), now(), polling.interval(), polling.limit());
    }

    private boolean write(Payment payment, Known known) {
        if (known.status().isOpen()) {
            known.providerReference().filter(reference -> payment.providerReference().isEmpty()).ifPresent(reference ->
                    payments.noteProviderReference(payment.id(), payment.terms().provider(), reference));
            return false;
        }
        if (known.status().isPaid() && known.paid().isEmpty()) {
            LOG.warnf("status-check-without-amount provider=%s payment=%s", payment.terms().provider(), payment.id());
            return false;
        }
        Raise raise = payments.raise(new StatusEvent(payment.id(), payment.terms().provider(), known.status(),
                Cause.STATUS_CHECK, now(), known.paid(), known.providerReference(), known.failure(), known.detail()));
        if (raise == Raise.MISMATCH) {
            LOG.warnf("status-check-mismatch provider=%s payment=%s", payment.terms().provider(), payment.id());
        }
        return raise == Raise.RAISED || raise == Raise.STALE;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
