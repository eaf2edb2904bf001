package africa.paylinks.provider;

import africa.paylinks.http.RetryAfter;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentStore.StatusCheckCaller;
import africa.paylinks.payment.PaymentStore.Raise;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.StatusLookup.Known;
import africa.paylinks.provider.StatusLookup.ProviderStatus;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Asks a provider for a payment's status and applies the answer. All status checks go through this class. */
@Singleton
public final class StatusCheck {

    /** How many payments without an answer a process remembers, to tell a retry from a first call. */
    private static final int MAX_UNANSWERED = 1000;
    private static final Logger LOG = Logger.getLogger(StatusCheck.class);

    private final PaymentStore payments;
    private final ReportedTransactions transactions;
    private final ProviderRegistry providers;
    private final Clock clock;
    private final Metrics metrics;
    private final Set<String> unanswered = Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_UNANSWERED;
        }
    }));

    public StatusCheck(PaymentStore payments, ReportedTransactions transactions, ProviderRegistry providers, Clock clock, Metrics metrics) {
        this.payments = payments;
        this.transactions = transactions;
        this.providers = providers;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Asks on behalf of a waiting caller, if the next check is due, and applies a final status.
     *
     * @param transactionId the transaction to ask about, as a hint; if empty, the last one that may have paid
     * @return the result; {@link Finding.Kind#TOO_SOON} when the check was not due
     */
    public Finding check(Payment payment, Optional<String> transactionId, StatusCheckCaller caller) {
        Optional<StatusLookup> provider = provider(payment);
        if (provider.isEmpty()) {
            return Finding.of(Finding.Kind.NOT_POSSIBLE);
        }
        Instant now = now();
        Optional<Instant> tooSoon = payments.claimStatusCheck(payment.id(), caller, now, provider.get().pollInterval());
        if (tooSoon.isPresent()) {
            return new Finding(Finding.Kind.TOO_SOON, Optional.empty(), Optional.of(Duration.between(now, tooSoon.get())));
        }
        Optional<String> attempt = provider.get().needsTransactionId()
                ? transactionId.or(() -> lastReported(payment.id())) : transactionId;
        return check(payment, attempt);
    }

    /** The last reported transaction that the provider knows, or else the last one that it did not know. */
    private Optional<String> lastReported(String paymentId) {
        List<ReportedTransactions.Open> open = transactions.open(paymentId);
        return open.stream().filter(attempt -> !attempt.unknown()).findFirst().or(() -> open.stream().findFirst())
                .map(ReportedTransactions.Open::transactionId);
    }

    /**
     * Asks regardless of earlier checks and applies the answer; never throws for a provider's failure.
     *
     * @param transactionId the transaction to ask about, as a hint
     * @throws africa.paylinks.payment.StoreUnavailable when the answer cannot be stored
     */
    public Finding check(Payment payment, Optional<String> transactionId) {
        Optional<StatusLookup> provider = provider(payment);
        if (provider.isEmpty()) {
            return Finding.of(Finding.Kind.NOT_POSSIBLE);
        }
        Finding finding = apply(payment, lookUp(provider.get(), payment, transactionId));
        transactionId.filter(one -> provider.get().needsTransactionId() || payment.debitNumber(one).isPresent()).ifPresent(attempt ->
                finding.answer().ifPresent(answer -> transactions.answered(payment.id(), attempt, answer)));
        return finding;
    }

    /**
     * Asks whether a payment is paid although no webhook has arrived; applies only the answer that it is.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the answer cannot be stored
     */
    public boolean confirmPaid(Payment payment) {
        return provider(payment).map(provider -> lookUp(provider, payment, Optional.empty()))
                .filter(status -> status instanceof Known known && known.status().isPaid())
                .filter(status -> apply(payment, status).kind() == Finding.Kind.DECIDED).isPresent();
    }

    private ProviderStatus lookUp(StatusLookup provider, Payment payment, Optional<String> transactionId) {
        ProviderStatus status = call(provider, payment, transactionId);
        boolean retry = unanswered.remove(payment.id());
        if (status instanceof StatusLookup.Unavailable) {
            unanswered.add(payment.id());
        }
        if (!(status instanceof StatusLookup.NotBegun)) {
            Attempts.count(metrics, payment, "status", retry);
        }
        return status;
    }

    private static ProviderStatus call(StatusLookup provider, Payment payment, Optional<String> transactionId) {
        try {
            return provider.lookUp(payment, transactionId);
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable noAnswer) {
            return new StatusLookup.Unavailable(String.valueOf(noAnswer.getMessage()));
        }
    }

    private Finding apply(Payment payment, ProviderStatus status) {
        if (status instanceof Known known) {
            return applyKnown(payment, known);
        } else if (status instanceof StatusLookup.Unavailable unavailable) {
            LOG.warnf("status-check-failed provider=%s payment=%s: %s", payment.terms().provider(), payment.id(), unavailable.reason());
            return new Finding(Finding.Kind.NO_ANSWER, Optional.empty(),
                    unavailable.retryAfter().map(header -> RetryAfter.of(header, now(), Outage.MAX_PAUSE)));
        } else if (status instanceof StatusLookup.Unreadable unreadable) {
            LOG.errorf("status-check-unreadable provider=%s payment=%s: %s", payment.terms().provider(), payment.id(),
                    unreadable.reason());
            return Finding.of(Finding.Kind.UNREADABLE);
        } else if (status instanceof StatusLookup.NotFound) {
            return Finding.of(Finding.Kind.NOT_KNOWN);
        }
        return Finding.of(status instanceof StatusLookup.NotBegun ? Finding.Kind.NOT_BEGUN : Finding.Kind.NOT_POSSIBLE);
    }

    private Finding applyKnown(Payment payment, Known known) {
        if (known.status().isOpen()) {
            return applyOpen(payment, known);
        }
        StatusEvent event = known.toStatusEvent(payment, Cause.STATUS_CHECK, now());
        Raise raise = payments.raise(provider(payment).orElseThrow() instanceof RefundDiscovery ? event.withRefundsElsewhere() : event);
        if (raise == Raise.MISMATCH) {
            LOG.warnf("status-check-mismatch provider=%s payment=%s", payment.terms().provider(), payment.id());
        } else if (raise == Raise.PAID_AGAIN) {
            LOG.warnf("status-check-paid-again provider=%s payment=%s", payment.terms().provider(), payment.id());
        }
        return switch (raise) {
            case RAISED, STALE, PAID_AGAIN, KNOWN_PAID_AGAIN ->
                    new Finding(Finding.Kind.DECIDED, Optional.of(known.status()), Optional.empty());
            case MISMATCH, KNOWN_MISMATCH, UNKNOWN_PAYMENT -> Finding.of(Finding.Kind.CONTRADICTED);
        };
    }

    private Finding applyOpen(Payment payment, Known known) {
        if (payment.status() == PaymentStatus.CREATING && known.status() == PaymentStatus.PENDING) {
            // The answer to the creation was lost, but the provider has the payment.
            payments.raise(known.toStatusEvent(payment, Cause.STATUS_CHECK, now()));
        } else {
            known.providerReference().filter(reference -> payment.providerReference().isEmpty()).ifPresent(reference ->
                    payments.recordProviderReference(payment.id(), payment.terms().provider(), known.debit(), reference));
        }
        return new Finding(Finding.Kind.OPEN, Optional.of(known.status()), Optional.empty());
    }

    private Optional<StatusLookup> provider(Payment payment) {
        return providers.named(payment.terms().provider()).filter(StatusLookup.class::isInstance)
                .map(StatusLookup.class::cast);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * The result of a check.
     *
     * @param status     the provider's status, if it knows the payment and does not contradict its terms
     * @param retryAfter how long to wait before the next call to the provider
     */
    public record Finding(Kind kind, Optional<PaymentStatus> status, Optional<Duration> retryAfter) {

        private static Finding of(Kind kind) {
            return new Finding(kind, Optional.empty(), Optional.empty());
        }

        /** Whether the provider reports that money was received. */
        public boolean isPaid() {
            return status.filter(PaymentStatus::isPaid).isPresent();
        }

        /** The answer about the transaction; empty when it says nothing about it. */
        Optional<ReportedTransactions.Answer> answer() {
            return switch (kind) {
                case DECIDED, CONTRADICTED -> Optional.of(ReportedTransactions.Answer.OUTCOME);
                case OPEN -> Optional.of(ReportedTransactions.Answer.UNDECIDED);
                case NOT_KNOWN -> Optional.of(ReportedTransactions.Answer.UNKNOWN);
                case NOT_BEGUN, NOT_POSSIBLE, NO_ANSWER, UNREADABLE, TOO_SOON -> Optional.empty();
            };
        }

        /** The kinds of result. */
        public enum Kind {
            /** The payment has the provider's status, or a higher one. */
            DECIDED,
            /** The provider knows the payment, and it is still open. */
            OPEN,
            /** The provider reports it as paid, but with a different amount, currency or provider. */
            CONTRADICTED,
            /** The provider does not know the payment. */
            NOT_KNOWN,
            /** No customer attempt is known to ask about. */
            NOT_BEGUN,
            /** The payment cannot be looked up. */
            NOT_POSSIBLE,
            /** The provider did not answer. */
            NO_ANSWER,
            /** The answer about this payment cannot be read; other payments are not affected. */
            UNREADABLE,
            /** The provider was not asked, because the last check was too recent; {@code retryAfter} says how long to wait. */
            TOO_SOON
        }
    }
}
