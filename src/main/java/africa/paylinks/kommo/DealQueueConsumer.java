package africa.paylinks.kommo;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.queue.Backoff;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueuedMessage;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Consumes the queue of deals: stage changes from the webhook, payment events from the bus. A message that fails is
 * redelivered with growing delays. If Kommo limits or blocks requests, all messages wait.
 */
@Singleton
public final class DealQueueConsumer {

    private static final Logger LOG = Logger.getLogger(DealQueueConsumer.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15));
    /** A message started later could run into the function's timeout. */
    private static final Duration LATEST_START = Duration.ofSeconds(30);

    private final DealInvoicer invoicing;
    private final DealCloser closing;
    private final MessageQueue queue;
    private final KommoAccount account;
    private final KommoConfig config;
    private final Clock clock;
    private volatile Instant blockedUntil = Instant.EPOCH;

    public DealQueueConsumer(DealInvoicer invoicing, DealCloser closing, MessageQueue queue, KommoAccount account,
            KommoConfig config, Clock clock) {
        this.invoicing = invoicing;
        this.closing = closing;
        this.queue = queue;
        this.account = account;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Processes messages.
     *
     * @return the ids of the messages to redeliver
     */
    List<String> process(List<QueuedMessage> messages) {
        long latestStart = System.nanoTime() + LATEST_START.toNanos();
        Optional<Duration> stop = blockedFor();
        List<String> failed = new ArrayList<>();
        for (QueuedMessage message : messages) {
            Optional<Duration> delay = stop;
            if (delay.isEmpty() && System.nanoTime() - latestStart >= 0) {
                delay = Optional.of(Duration.ZERO);
            }
            if (delay.isEmpty()) {
                Outcome outcome = handle(message);
                delay = outcome.delay;
                stop = outcome.stop ? delay : stop;
            }
            if (delay.isPresent()) {
                failed.add(message.messageId());
                queue.redeliver(account.queue(), message.receiptHandle(), delay.get());
            }
        }
        return failed;
    }

    private Outcome handle(QueuedMessage message) {
        try {
            dispatch(message);
            return new Outcome(Optional.empty(), false);
        } catch (KommoFailure failure) {
            return afterFailure(failure, message);
        } catch (DealPending pending) {
            LOG.infof("deal-pending messageId=%s attempt=%d: %s", message.messageId(), message.attempt(), pending.getMessage());
            return new Outcome(Optional.of(pause(message, pending.retryAfter())), false);
        } catch (RuntimeException failed) {
            LOG.errorf(failed, "deal-failed messageId=%s attempt=%d", message.messageId(), message.attempt());
            return new Outcome(Optional.of(pause(message, Optional.empty())), false);
        }
    }

    private Outcome afterFailure(KommoFailure failure, QueuedMessage message) {
        switch (failure.kind()) {
            case BLOCKED -> {
                // KommoBlockedAlarm matches this event name.
                LOG.errorf("kommo-blocked: %s. No request is made for %s.", failure.getMessage(), config.pauseWhenBlocked());
                blockedUntil = clock.instant().plus(config.pauseWhenBlocked());
                return new Outcome(blockedFor(), true);
            }
            case BUSY -> {
                LOG.warnf("kommo-busy messageId=%s attempt=%d", message.messageId(), message.attempt());
                return new Outcome(Optional.of(pause(message, failure.retryAfter())), true);
            }
            case UNAUTHORIZED -> {
                LOG.errorf("kommo-unauthorized: %s", failure.getMessage());
                return new Outcome(Optional.of(BACKOFF.max()), true);
            }
            default -> {
                LOG.errorf("deal-failed messageId=%s attempt=%d: %s", message.messageId(), message.attempt(),
                        failure.getMessage());
                return new Outcome(Optional.of(pause(message, failure.retryAfter())), false);
            }
        }
    }

    private void dispatch(QueuedMessage message) {
        JsonValue body = Json.readObject(message.body().getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalArgumentException("The message is not a JSON object"));
        Optional<StageChange> change = StageChange.read(body);
        if (change.isPresent()) {
            invoicing.invoice(change.get(), message.attempt());
            return;
        }
        String type = Json.text(body, "detail-type")
                .orElseThrow(() -> new IllegalArgumentException("The message is neither a stage change nor an event"));
        closing.handle(type, Json.text(body.path("detail").path("payment"), "id").orElse(""));
    }

    private Optional<Duration> blockedFor() {
        return Optional.of(Duration.between(clock.instant(), blockedUntil)).filter(left -> !left.isNegative() && !left.isZero());
    }

    private static Duration pause(QueuedMessage message, Optional<Duration> retryAfter) {
        return retryAfter.map(requested -> BACKOFF.after(message.attempt(), requested)).orElseGet(() -> BACKOFF.after(message.attempt()));
    }

    /**
     * The outcome of a message.
     *
     * @param delay the delay until redelivery; empty if the message is processed
     * @param stop  whether all further messages must wait as well
     */
    private record Outcome(Optional<Duration> delay, boolean stop) {
    }
}
