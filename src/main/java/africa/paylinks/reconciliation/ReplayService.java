package africa.paylinks.reconciliation;

import africa.paylinks.http.JsonValue;
import africa.paylinks.notification.EventArchive;
import africa.paylinks.notification.EventRepublisher;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.queue.DeadLetters;
import africa.paylinks.reconciliation.ReplayAnswer.Replayed;
import africa.paylinks.refund.RefundRecovery;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.WebhookArchive;
import africa.paylinks.webhook.WebhookArchive.Arrival;
import africa.paylinks.webhook.WebhookArchive.Entry;
import africa.paylinks.webhook.WebhookArchive.Name;
import africa.paylinks.webhook.WebhookPipeline;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Replays stored webhooks, redrives dead letters and republishes events. Running it twice has no further effect: a payment's
 * status only rises, and consumers recognize messages that they processed.
 */
@Singleton
public final class ReplayService {

    private static final Logger LOG = Logger.getLogger(ReplayService.class);
    private static final Duration MAX_RANGE = Duration.ofDays(31);
    private static final int PAGE = 50;
    private static final int MAX_RECOVERED = 100;

    private final WebhookArchive archive;
    private final WebhookPipeline pipeline;
    private final ProviderRegistry providers;
    private final DeadLetters deadLetters;
    private final EventRepublisher republisher;
    private final RefundRecovery recovery;
    private final Clock clock;
    private final ReplayConfig config;
    private final ReconciliationConfig bounds;

    public ReplayService(WebhookArchive archive, WebhookPipeline pipeline, ProviderRegistry providers, DeadLetters deadLetters,
            EventRepublisher republisher, RefundRecovery recovery, Clock clock, ReplayConfig config, ReconciliationConfig bounds) {
        this.archive = archive;
        this.pipeline = pipeline;
        this.providers = providers;
        this.deadLetters = deadLetters;
        this.republisher = republisher;
        this.recovery = recovery;
        this.clock = clock;
        this.config = config;
        this.bounds = bounds;
    }

    /**
     * Replays as much as one invocation has time for.
     *
     * @throws IllegalArgumentException                 when the request is invalid; the message says why
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     * @throws africa.paylinks.queue.QueueUnavailable   when dead letters cannot be moved
     */
    public ReplayAnswer replay(ReplayRequest request) {
        if (request.kinds() != 1) {
            throw new IllegalArgumentException("Set exactly one of 'webhook', 'payment', 'from' (with 'provider'), 'deadLetters', 'events' and 'refunds'.");
        }
        if (request.webhook() != null) {
            return ReplayAnswer.of(List.of(replayWebhook(new Name(required(request.webhook().provider(), "webhook.provider"),
                    required(request.webhook().key(), "webhook.key")))), Optional.empty());
        }
        if (request.payment() != null) {
            return ReplayAnswer.of(archive.ofPayment(request.payment()).stream().map(this::replayWebhook).toList(), Optional.empty());
        }
        if (request.events() != null) {
            return request.events().isObject() ? republishRange(request) : republish(request.events().asText());
        }
        if (request.refunds() != null) {
            return recoverRefunds(request.refunds());
        }
        return request.deadLetters() != null
                ? ReplayAnswer.moving(redrive(request.deadLetters()))
                : replayRange(request);
    }

    private ReplayAnswer recoverRefunds(List<String> payments) {
        if (payments.size() > MAX_RECOVERED) {
            throw new IllegalArgumentException("'refunds' can have at most " + MAX_RECOVERED + " payments.");
        }
        Instant end = clock.instant().plus(bounds.time());
        return ReplayAnswer.recovered(payments.stream().map(payment -> clock.instant().isBefore(end)
                ? recovered(recovery.recover(payment))
                : new ReplayAnswer.Recovered(payment, "NO_TIME", List.of())).toList());
    }

    private static ReplayAnswer.Recovered recovered(RefundRecovery.Recovery done) {
        return new ReplayAnswer.Recovered(done.paymentId(), done.result().name(), done.refunds());
    }

    private ReplayAnswer republish(String paymentId) {
        return ReplayAnswer.published(republisher.publish(paymentId)
                .orElseThrow(() -> new IllegalArgumentException("There is no payment " + paymentId + ", and no event of such a subscription or transfer.")), Optional.empty());
    }

    private ReplayAnswer republishRange(ReplayRequest request) {
        JsonValue when = request.events();
        Instant from = time(required(when.path("from").text().orElse(""), "events.from"), "events.from");
        Instant to = when.path("to").text().map(text -> time(text, "events.to")).orElseGet(clock::instant);
        requireRetained(from, to);
        Instant end = clock.instant().plus(bounds.time());
        EventRepublisher.Republished republished = republisher.publish(from, to,
                Optional.ofNullable(request.cursor()).map(ReplayService::place).map(place -> new EventArchive.Place(place.at, place.id)),
                bounds.items(), () -> !clock.instant().isBefore(end));
        return ReplayAnswer.published(republished.events(), republished.last().map(last -> cursor(last.at(), last.id())));
    }

    private static void requireRetained(Instant from, Instant to) {
        if (Duration.between(from, to).compareTo(MAX_RANGE) > 0) {
            throw new IllegalArgumentException("The range can have at most 31 days; older data is deleted.");
        }
    }

    private ReplayAnswer replayRange(ReplayRequest request) {
        String provider = required(request.provider(), "provider");
        Instant from = time(request.from(), "from");
        Instant to = request.to() == null ? clock.instant() : time(request.to(), "to");
        requireRetained(from, to);
        Instant end = clock.instant().plus(bounds.time());
        List<Replayed> replayed = new ArrayList<>();
        Optional<Arrival> last = Optional.ofNullable(request.cursor()).map(ReplayService::place)
                .map(place -> new Arrival(new Name(provider, place.id), place.at));
        while (clock.instant().isBefore(end) && replayed.size() < bounds.items()) {
            List<Arrival> page = archive.between(provider, from, to, PAGE, last);
            for (Arrival arrival : page) {
                Optional<Entry> entry = archive.find(arrival.name());
                if (request.all() || entry.filter(found -> found.state().isWaiting()).isPresent()) {
                    replayed.add(replayWebhook(arrival.name()));
                }
            }
            if (page.size() < PAGE) {
                return ReplayAnswer.of(replayed, Optional.empty());
            }
            last = Optional.of(page.get(PAGE - 1));
        }
        return ReplayAnswer.of(replayed, last.map(arrival -> cursor(arrival.receivedAt(), arrival.name().key())));
    }

    private Replayed replayWebhook(Name name) {
        Optional<Entry> entry = archive.find(name);
        if (entry.isEmpty()) {
            return new Replayed(name.provider(), name.key(), "NOT_FOUND", "NOT_FOUND");
        }
        InboxState before = entry.get().state();
        Optional<WebhookSource> source = providers.named(name.provider()).filter(WebhookSource.class::isInstance)
                .map(WebhookSource.class::cast);
        if (source.isEmpty()) {
            return new Replayed(name.provider(), name.key(), before.name(), "NOT_REPLAYABLE");
        }
        archive.reopen(name);
        String after;
        try {
            after = pipeline.reprocess(source.get(), entry.get().webhook(), Cause.REPLAY).state().name();
        } catch (UnreadableWebhook unreadable) {
            LOG.warnf("webhook-unreadable provider=%s: %s", name.provider(), unreadable.getMessage());
            after = "UNREADABLE";
        }
        LOG.infof("webhook-replayed provider=%s before=%s after=%s", name.provider(), before, after);
        return new Replayed(name.provider(), name.key(), before.name(), after);
    }

    private String redrive(String of) {
        return switch (of) {
            case "deals" -> deadLetters.redrive(configured(config.dealsDeadLetters(), "deals-dead-letters"),
                    configured(config.dealsQueue(), "deals-queue"));
            case "notifications" -> deadLetters.redrive(
                    configured(config.notificationsDeadLetters(), "notifications-dead-letters"),
                    configured(config.notificationsQueue(), "notifications-queue"));
            case "webhooks" -> deadLetters.redrive(
                    configured(config.bufferedWebhooksDeadLetters(), "buffered-webhooks-dead-letters"),
                    configured(config.bufferedWebhooksQueue(), "buffered-webhooks-queue"));
            case "subscriptions" -> deadLetters.redrive(
                    configured(config.subscriptionsDeadLetters(), "subscriptions-dead-letters"),
                    configured(config.subscriptionsQueue(), "subscriptions-queue"));
            default -> throw new IllegalArgumentException(
                    "'deadLetters' must be 'deals', 'notifications', 'webhooks' or 'subscriptions'.");
        };
    }

    private static String configured(Optional<String> queue, String property) {
        return queue.orElseThrow(() -> new IllegalArgumentException("Set paylinks.replay." + property + " to the queue's ARN."));
    }

    private static String required(String text, String field) {
        return Optional.ofNullable(text).filter(given -> !given.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("'" + field + "' is missing."));
    }

    private static Instant time(String text, String field) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException("'" + field + "' must be an ISO 8601 time with a zone, such as 2026-11-22T10:00:00Z.", notATime);
        }
    }

    private static String cursor(Instant at, String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((at + " " + id).getBytes(StandardCharsets.UTF_8));
    }

    private static Place place(String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 2);
            return new Place(Instant.parse(parts[0]), parts[1]);
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException malformed) {
            throw new IllegalArgumentException("'cursor' does not come from an answer.", malformed);
        }
    }

    /** The last item of an answer. */
    private record Place(Instant at, String id) {
    }
}
