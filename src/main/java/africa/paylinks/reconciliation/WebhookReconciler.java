package africa.paylinks.reconciliation;

import africa.paylinks.http.RetryAfter;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.Outage;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.provider.WebhookSource.Evidence;
import africa.paylinks.reconciliation.CheckResult.Contact;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.StoredWebhook;
import africa.paylinks.webhook.WebhookArchive;
import africa.paylinks.webhook.WebhookArchive.Entry;
import africa.paylinks.webhook.WebhookArchive.Name;
import africa.paylinks.webhook.WebhookPipeline;
import africa.paylinks.webhook.WebhookPipeline.WebhookOutcome;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Settles stored webhooks that could not be settled on arrival: the provider could not confirm them, their payment did not
 * exist, or the function died. After a day they are given up and logged; while the provider does not answer, after seven
 * days.
 */
@Singleton
public final class WebhookReconciler implements DueItemHandler {

    private static final Logger LOG = Logger.getLogger(WebhookReconciler.class);
    private static final Duration MAX_AGE = Duration.ofDays(1);
    private static final Duration MAX_AGE_UNANSWERED = Duration.ofDays(7);

    private final WebhookArchive archive;
    private final WebhookPipeline pipeline;
    private final ProviderRegistry providers;
    private final Clock clock;
    private final Metrics metrics;

    public WebhookReconciler(WebhookArchive archive, WebhookPipeline pipeline, ProviderRegistry providers, Clock clock, Metrics metrics) {
        this.archive = archive;
        this.pipeline = pipeline;
        this.providers = providers;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public boolean handles(DueItem.Subject subject) {
        return subject instanceof DueItem.OfWebhook;
    }

    @Override
    public CheckResult check(DueItem due, int attempt) {
        Name name = name(due);
        Optional<Entry> entry = archive.find(name).filter(found -> found.state().isWaiting());
        Optional<WebhookSource> source = source(due);
        if (entry.isEmpty() || source.isEmpty()) {
            return CheckResult.finished(Contact.NONE);
        }
        StoredWebhook webhook = entry.get().webhook();
        try {
            return after(name, webhook, pipeline.reprocess(source.get(), webhook, Cause.WEBHOOK));
        } catch (UnreadableWebhook unreadable) {
            LOG.warnf("webhook-unreadable provider=%s: %s", name.provider(), unreadable.getMessage());
            return later(name, webhook, InboxState.UNCONFIRMED, Contact.NONE);
        }
    }

    private CheckResult after(Name name, StoredWebhook webhook, WebhookOutcome outcome) {
        Contact contact = outcome.providerStatus().isPresent() ? Contact.ANSWERED : Contact.NONE;
        if (!outcome.state().isWaiting()) {
            return CheckResult.finished(contact);
        }
        if (outcome.providerStatus().orElse(null) instanceof StatusLookup.Unavailable unavailable) {
            Instant now = now();
            Optional<Instant> retry = Optional.of(Schedule.retry(webhook.receivedAt(), now))
                    .filter(at -> at.isBefore(webhook.receivedAt().plus(MAX_AGE_UNANSWERED)));
            if (retry.isEmpty()) {
                giveUp(name, InboxState.UNCONFIRMED);
            }
            return CheckResult.unanswered(retry, unavailable.retryAfter().map(header -> RetryAfter.of(header, now, Outage.MAX_PAUSE)));
        }
        if (outcome.providerStatus().orElse(null) instanceof StatusLookup.Unreadable) {
            Optional<Instant> next = Schedule.usual(name.key(), webhook.receivedAt(), now())
                    .filter(at -> at.isBefore(webhook.receivedAt().plus(MAX_AGE_UNANSWERED)));
            if (next.isEmpty()) {
                giveUp(name, InboxState.UNCONFIRMED);
            }
            return CheckResult.dueAgain(contact, next);
        }
        return later(name, webhook, outcome.state() == InboxState.PARKED ? InboxState.UNMATCHED : InboxState.UNCONFIRMED, contact);
    }

    private CheckResult later(Name name, StoredWebhook webhook, InboxState givenUpState, Contact contact) {
        Instant now = now();
        if (!now.isBefore(webhook.receivedAt().plus(MAX_AGE))) {
            giveUp(name, givenUpState);
            return CheckResult.dueAgain(contact, Optional.empty());
        }
        return CheckResult.dueAgain(contact, Schedule.usual(name.key(), webhook.receivedAt(), now));
    }

    private void giveUp(Name name, InboxState state) {
        if (state == InboxState.UNMATCHED) {
            LOG.warnf("webhook-unmatched provider=%s key=%s", name.provider(), name.key());
            metrics.line("webhook-given-up", name.provider()).count(Metric.WEBHOOK_UNMATCHED).write();
        } else {
            LOG.warnf("webhook-never-confirmed provider=%s key=%s", name.provider(), name.key());
            metrics.line("webhook-given-up", name.provider()).count(Metric.WEBHOOK_NEVER_CONFIRMED).write();
        }
        archive.giveUp(name, state);
    }

    /** A webhook that proves its content needs no call; any other must wait. */
    @Override
    public CheckResult checkWithoutAsking(DueItem due) {
        return source(due).filter(source -> !needsCall(source, name(due))).map(source -> check(due, 1))
                .orElseGet(() -> CheckResult.dueAgain(Contact.NONE, Optional.of(now().plus(Duration.ofMinutes(15)))));
    }

    private boolean needsCall(WebhookSource source, Name name) {
        return source.evidence() == Evidence.HINT
                || archive.find(name).filter(entry -> pipeline.reportsRefundElsewhere(source, entry.webhook())).isPresent();
    }

    private Optional<WebhookSource> source(DueItem due) {
        return providers.named(due.provider()).filter(WebhookSource.class::isInstance).map(WebhookSource.class::cast);
    }

    private static Name name(DueItem due) {
        return new Name(due.provider(), ((DueItem.OfWebhook) due.subject()).key());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
