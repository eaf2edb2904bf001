package africa.paylinks.reconciliation;

import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.queue.DeadLetters;
import africa.paylinks.reconciliation.ReplayAnswer.Replayed;
import africa.paylinks.webhook.InboxState;
import africa.paylinks.webhook.WebhookArchive;
import africa.paylinks.webhook.WebhookArchive.Arrival;
import africa.paylinks.webhook.WebhookArchive.Kept;
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
 * Takes stored webhooks again, and gives dead letters back to their queues. Whatever is done twice by it changes nothing the
 * second time: a payment's status only rises, and a message that was worked off is known.
 */
@Singleton
public final class Replay {

    private static final Logger LOG = Logger.getLogger(Replay.class);
    private static final Duration LONGEST_STRETCH = Duration.ofDays(31);
    private static final int PAGE = 50;

    private final WebhookArchive archive;
    private final WebhookPipeline pipeline;
    private final ProviderRegistry providers;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final ReplayConfig config;
    private final ReconciliationConfig bounds;

    public Replay(WebhookArchive archive, WebhookPipeline pipeline, ProviderRegistry providers, DeadLetters deadLetters, Clock clock,
            ReplayConfig config, ReconciliationConfig bounds) {
        this.archive = archive;
        this.pipeline = pipeline;
        this.providers = providers;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.config = config;
        this.bounds = bounds;
    }

    /**
     * Does what is asked for, as far as one call has time.
     *
     * @throws IllegalArgumentException                     when the request cannot be understood; the message says why
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer
     * @throws africa.paylinks.queue.QueueUnavailable    when dead letters cannot be moved
     */
    public ReplayAnswer replay(ReplayRequest request) {
        if (request.kinds() != 1) {
            throw new IllegalArgumentException("Say one of 'webhook', 'payment', 'from' (with 'provider') and 'deadLetters'.");
        }
        if (request.webhook() != null) {
            return ReplayAnswer.of(List.of(again(new Name(required(request.webhook().provider(), "webhook.provider"),
                    required(request.webhook().key(), "webhook.key")))), Optional.empty());
        }
        if (request.payment() != null) {
            return ReplayAnswer.of(archive.ofPayment(request.payment()).stream().map(this::again).toList(), Optional.empty());
        }
        return request.deadLetters() != null
                ? ReplayAnswer.moving(moveBack(request.deadLetters()))
                : stretch(request);
    }

    private ReplayAnswer stretch(ReplayRequest request) {
        String provider = required(request.provider(), "provider");
        Instant from = time(request.from(), "from");
        Instant to = request.to() == null ? clock.instant() : time(request.to(), "to");
        if (Duration.between(from, to).compareTo(LONGEST_STRETCH) > 0) {
            throw new IllegalArgumentException("Ask for 31 days at most; older webhooks are no longer kept.");
        }
        Instant end = clock.instant().plus(bounds.time());
        List<Replayed> replayed = new ArrayList<>();
        Optional<Arrival> last = Optional.ofNullable(request.cursor()).map(cursor -> arrival(provider, cursor));
        while (clock.instant().isBefore(end) && replayed.size() < bounds.items()) {
            List<Arrival> page = archive.between(provider, from, to, PAGE, last);
            for (Arrival arrival : page) {
                Optional<Kept> kept = archive.find(arrival.name());
                if (request.all() || kept.filter(found -> found.state().isWaiting()).isPresent()) {
                    replayed.add(again(arrival.name()));
                }
            }
            if (page.size() < PAGE) {
                return ReplayAnswer.of(replayed, Optional.empty());
            }
            last = Optional.of(page.get(PAGE - 1));
        }
        return ReplayAnswer.of(replayed, last.map(Replay::cursor));
    }

    private Replayed again(Name name) {
        Optional<Kept> kept = archive.find(name);
        if (kept.isEmpty()) {
            return new Replayed(name.provider(), name.key(), "NOT_FOUND", "NOT_FOUND");
        }
        InboxState before = kept.get().state();
        Optional<WebhookSource> source = providers.named(name.provider()).filter(WebhookSource.class::isInstance)
                .map(WebhookSource.class::cast);
        if (source.isEmpty()) {
            return new Replayed(name.provider(), name.key(), before.name(), "NOT_REPLAYABLE");
        }
        archive.reopen(name);
        String after;
        try {
            after = pipeline.takeAgain(source.get(), kept.get().webhook(), Cause.REPLAY).state().name();
        } catch (UnreadableWebhook unreadable) {
            LOG.warnf("webhook-unreadable provider=%s: %s", name.provider(), unreadable.getMessage());
            after = "UNREADABLE";
        }
        LOG.infof("webhook-replayed provider=%s before=%s after=%s", name.provider(), before, after);
        return new Replayed(name.provider(), name.key(), before.name(), after);
    }

    private String moveBack(String of) {
        return switch (of) {
            case "deals" -> deadLetters.moveBack(configured(config.dealsDeadLetters(), "deals-dead-letters"),
                    configured(config.dealsQueue(), "deals-queue"));
            case "notifications" -> deadLetters.moveBack(
                    configured(config.notificationsDeadLetters(), "notifications-dead-letters"),
                    configured(config.notificationsQueue(), "notifications-queue"));
            default -> throw new IllegalArgumentException("There are dead letters of 'deals' and of 'notifications'.");
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
            throw new IllegalArgumentException("'" + field + "' is no ISO 8601 time with a zone, such as 2026-11-22T10:00:00Z.", notATime);
        }
    }

    private static String cursor(Arrival last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((last.receivedAt() + " " + last.name().key())
                .getBytes(StandardCharsets.UTF_8));
    }

    private static Arrival arrival(String provider, String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 2);
            return new Arrival(new Name(provider, parts[1]), Instant.parse(parts[0]));
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException notOurs) {
            throw new IllegalArgumentException("'cursor' is not one that an answer gave.", notOurs);
        }
    }
}
