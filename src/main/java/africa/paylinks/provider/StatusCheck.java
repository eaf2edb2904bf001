package africa.paylinks.provider;

import africa.paylinks.http.RetryAfter;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentStore.Asker;
import africa.paylinks.payment.PaymentStore.Raise;
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

/** The one way to ask a provider how a payment stands and to write what it says. */
@Singleton
public final class StatusCheck {

    /** Of so many payments a process remembers that their provider did not answer, to tell a retry from a first question. */
    private static final int MOST_UNANSWERED = 1000;
    private static final Logger LOG = Logger.getLogger(StatusCheck.class);

    private final PaymentStore payments;
    private final ReportedTransactions attempts;
    private final ProviderRegistry providers;
    private final Clock clock;
    private final Metrics metrics;
    private final Set<String> unanswered = Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_UNANSWERED;
        }
    }));

    public StatusCheck(PaymentStore payments, ReportedTransactions attempts, ProviderRegistry providers, Clock clock, Metrics metrics) {
        this.payments = payments;
        this.attempts = attempts;
        this.providers = providers;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Asks for somebody who waits, if it is time for the next question already, and writes what decides the payment.
     *
     * @param transactionId the attempt to ask about, where one is named, a hint only; else the last that may be paid
     * @return what came of it; {@link Finding.Kind#TOO_SOON} when it was not time
     */
    public Finding ask(Payment payment, Optional<String> transactionId, Asker asker) {
        Optional<StatusLookup> provider = provider(payment);
        if (provider.isEmpty()) {
            return Finding.of(Finding.Kind.NOT_POSSIBLE);
        }
        Instant now = now();
        Optional<Instant> tooSoon = payments.claimStatusCheck(payment.id(), asker, now, provider.get().pollInterval());
        if (tooSoon.isPresent()) {
            return new Finding(Finding.Kind.TOO_SOON, Optional.empty(), Optional.of(Duration.between(now, tooSoon.get())));
        }
        Optional<String> attempt = provider.get().asksByAttempt()
                ? transactionId.or(() -> lastOpen(payment.id())) : transactionId;
        return ask(payment, attempt);
    }

    /** The last transaction that a browser reported and the provider has; else the last that it did not know when it was asked. */
    private Optional<String> lastOpen(String paymentId) {
        List<ReportedTransactions.Open> open = attempts.open(paymentId);
        return open.stream().filter(attempt -> !attempt.unknown()).findFirst().or(() -> open.stream().findFirst())
                .map(ReportedTransactions.Open::transactionId);
    }

    /**
     * Asks, however often it was asked before, and writes what the provider says; never throws for what a provider does.
     *
     * @param transactionId the attempt to ask about, where one is named; a hint only
     * @throws africa.paylinks.payment.StoreUnavailable when the answer cannot be written
     */
    public Finding ask(Payment payment, Optional<String> transactionId) {
        Optional<StatusLookup> provider = provider(payment);
        if (provider.isEmpty()) {
            return Finding.of(Finding.Kind.NOT_POSSIBLE);
        }
        Finding finding = written(payment, standing(provider.get(), payment, transactionId));
        transactionId.filter(any -> provider.get().asksByAttempt()).ifPresent(attempt ->
                finding.answer().ifPresent(answer -> attempts.answered(payment.id(), attempt, answer)));
        return finding;
    }

    /**
     * Asks whether a payment is paid whose news have not come yet; writes that it is, and nothing else that the provider says.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the answer cannot be written
     */
    public boolean findsPaid(Payment payment) {
        return provider(payment).map(provider -> standing(provider, payment, Optional.empty()))
                .filter(standing -> standing instanceof Known known && known.status().isPaid())
                .filter(standing -> written(payment, standing).kind() == Finding.Kind.DECIDED).isPresent();
    }

    private ProviderStatus standing(StatusLookup provider, Payment payment, Optional<String> transactionId) {
        ProviderStatus standing = asked(provider, payment, transactionId);
        boolean retry = unanswered.remove(payment.id());
        if (standing instanceof StatusLookup.Unavailable) {
            unanswered.add(payment.id());
        }
        if (!(standing instanceof StatusLookup.NotBegun)) {
            Attempts.count(metrics, payment, "status", retry);
        }
        return standing;
    }

    private static ProviderStatus asked(StatusLookup provider, Payment payment, Optional<String> transactionId) {
        try {
            return provider.lookUp(payment, transactionId);
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable noAnswer) {
            return new StatusLookup.Unavailable(String.valueOf(noAnswer.getMessage()));
        }
    }

    private Finding written(Payment payment, ProviderStatus standing) {
        if (standing instanceof Known known) {
            return write(payment, known);
        } else if (standing instanceof StatusLookup.Unavailable unavailable) {
            LOG.warnf("status-check-failed provider=%s payment=%s: %s", payment.terms().provider(), payment.id(), unavailable.reason());
            return new Finding(Finding.Kind.NO_ANSWER, Optional.empty(),
                    unavailable.retryAfter().map(header -> RetryAfter.of(header, now(), Outage.LONGEST_PAUSE)));
        } else if (standing instanceof StatusLookup.Unreadable unreadable) {
            LOG.errorf("status-check-unreadable provider=%s payment=%s: %s", payment.terms().provider(), payment.id(),
                    unreadable.reason());
            return Finding.of(Finding.Kind.UNREADABLE);
        } else if (standing instanceof StatusLookup.NotFound) {
            return Finding.of(Finding.Kind.NOT_KNOWN);
        }
        return Finding.of(standing instanceof StatusLookup.NotBegun ? Finding.Kind.NOT_BEGUN : Finding.Kind.NOT_POSSIBLE);
    }

    private Finding write(Payment payment, Known known) {
        if (known.status().isOpen()) {
            return isStillOpen(payment, known);
        }
        Raise raise = payments.raise(known.news(payment, Cause.STATUS_CHECK, now()));
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

    private Finding isStillOpen(Payment payment, Known known) {
        if (payment.status() == PaymentStatus.CREATING && known.status() == PaymentStatus.PENDING) {
            // The answer to its creation was lost, but the provider has it.
            payments.raise(known.news(payment, Cause.STATUS_CHECK, now()));
        } else {
            known.providerReference().filter(reference -> payment.providerReference().isEmpty()).ifPresent(reference ->
                    payments.noteProviderReference(payment.id(), payment.terms().provider(), reference));
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
     * What came of a question.
     *
     * @param status     what the provider says, if it knows the payment and does not contradict its terms
     * @param retryAfter how long to wait before the provider is asked again
     */
    public record Finding(Kind kind, Optional<PaymentStatus> status, Optional<Duration> retryAfter) {

        private static Finding of(Kind kind) {
            return new Finding(kind, Optional.empty(), Optional.empty());
        }

        /** Whether money was received, by the provider's word. */
        public boolean isPaid() {
            return status.filter(PaymentStatus::isPaid).isPresent();
        }

        /** What the provider says of a transaction that was asked about; empty when it says nothing of it. */
        Optional<ReportedTransactions.Answer> answer() {
            return switch (kind) {
                case DECIDED, CONTRADICTED -> Optional.of(ReportedTransactions.Answer.OUTCOME);
                case OPEN -> Optional.of(ReportedTransactions.Answer.UNDECIDED);
                case NOT_KNOWN -> Optional.of(ReportedTransactions.Answer.UNKNOWN);
                case NOT_BEGUN, NOT_POSSIBLE, NO_ANSWER, UNREADABLE, TOO_SOON -> Optional.empty();
            };
        }

        /** What can come of a question. */
        public enum Kind {
            /** The payment has the status that the provider says, or a higher one. */
            DECIDED,
            /** The provider has it, and nothing has decided it yet. */
            OPEN,
            /** The provider says that it is paid, but not what was asked for. */
            CONTRADICTED,
            /** The provider does not know it. */
            NOT_KNOWN,
            /** No attempt of a customer is known that could be asked about. */
            NOT_BEGUN,
            /** It can never be asked about. */
            NOT_POSSIBLE,
            /** The provider gave no answer. */
            NO_ANSWER,
            /** The provider answered with something that cannot be read, which says nothing of other payments. */
            UNREADABLE,
            /** It was not asked, because it was asked just before; {@code retryAfter} says when it may be. */
            TOO_SOON
        }
    }
}
