package africa.paylinks.secrets;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One version of one secret as it was read last, and the reading of it that is under way, of which there is one at a time.
 *
 * <p>Secrets are read in threads of their own, for which a request waits as long as it can afford. Lambda freezes such a
 * thread together with the process once the request is answered; it goes on in a later request, and whatever it brings
 * counts as of when it was begun.
 */
final class SecretSlot {

    private static final Logger LOG = Logger.getLogger(SecretSlot.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);
    /** So long after it was begun, a reading is taken for lost, whatever holds it up. */
    private static final Duration LOST_AFTER = Duration.ofMinutes(1);

    private final String name;
    private final Supplier<Optional<SecretDocument>> vault;
    private final Runnable whenItChanges;
    private final Clock clock;
    private final Executor threads;
    private volatile Value last;
    private Reading underWay;
    private Instant refreshAfter = Instant.MIN;

    SecretSlot(String name, Supplier<Optional<SecretDocument>> vault, Runnable whenItChanges, Clock clock, Executor threads) {
        this.name = name;
        this.vault = vault;
        this.whenItChanges = whenItChanges;
        this.clock = clock;
        this.threads = threads;
    }

    /** What was read last, if it is younger than that. */
    Optional<Value> youngerThan(Duration age) {
        Instant now = clock.instant();
        return Optional.ofNullable(last).filter(value -> now.isBefore(value.readAt.plus(age)));
    }

    /** Begins to read again, unless that is under way or has failed just now, and waits for it a little. */
    void refresh(Duration wait) {
        Optional<Reading> begun = beginRefresh();
        if (begun.isPresent()) {
            try {
                begun.get().value.get(wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException later) {
                LOG.debugf("secret-not-refreshed name=%s: it stays in use as it was read before", name);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Reads it now, or waits for who does already. A reading that began before may end in a failure of then, which says
     * nothing of now: it is followed by another one in the time that is left.
     *
     * @throws SecretsUnavailable when it cannot be read, or not in that time
     */
    Value read(Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        Optional<Reading> earlier = underWay();
        if (earlier.isPresent()) {
            try {
                return await(earlier.get(), wait, until);
            } catch (SecretsUnavailable unavailable) {
                if (!earlier.get().value.isCompletedExceptionally()) {
                    throw unavailable;
                }
            }
        }
        return await(join(), wait, until);
    }

    private Value await(Reading reading, Duration wait, long until) {
        try {
            return reading.value.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new SecretsUnavailable("The secret " + name + " cannot be read within " + wait.toMillis() + " ms");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof SecretsUnavailable unavailable ? unavailable
                    : new SecretsUnavailable("The secret " + name + " cannot be read", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SecretsUnavailable("The secret " + name + " was not waited for", interrupted);
        }
    }

    /** Forgets what was read, because it belongs to what is over. */
    synchronized void forget() {
        last = null;
        underWay = null;
    }

    private synchronized Optional<Reading> beginRefresh() {
        if (isUnderWay() || clock.instant().isBefore(refreshAfter)) {
            return Optional.empty();
        }
        return Optional.of(begin());
    }

    private synchronized Optional<Reading> underWay() {
        return Optional.ofNullable(underWay).filter(reading -> isUnderWay());
    }

    private synchronized Reading join() {
        return isUnderWay() ? underWay : begin();
    }

    private boolean isUnderWay() {
        return underWay != null && !underWay.value.isDone() && clock.instant().isBefore(underWay.begun.plus(LOST_AFTER));
    }

    private Reading begin() {
        Instant begun = clock.instant();
        CompletableFuture<Value> value = new CompletableFuture<>();
        Reading reading = new Reading(begun, value);
        underWay = reading;
        threads.execute(() -> {
            try {
                Value read = new Value(vault.get(), begun);
                keep(reading, read);
                value.complete(read);
            } catch (RuntimeException | Error failed) {
                failed(failed);
                value.completeExceptionally(failed);
            }
        });
        return reading;
    }

    private synchronized void keep(Reading reading, Value read) {
        if (underWay == reading || last != null && last.readAt.isBefore(read.readAt)) {
            if (last != null && !last.isSameVersion(read)) {
                whenItChanges.run();
            }
            last = read;
        }
    }

    private synchronized void failed(Throwable failure) {
        refreshAfter = clock.instant().plus(PAUSE_AFTER_FAILURE);
        Value known = last;
        if (known != null) {
            LOG.warnf("secret-not-refreshed name=%s readAt=%s: %s; what was read then stays in use", name, known.readAt,
                    failure.getMessage());
        }
    }

    /** @param document empty when there is no such secret or version */
    record Value(Optional<SecretDocument> document, Instant readAt) {

        private boolean isSameVersion(Value other) {
            return document.isPresent() == other.document.isPresent()
                    && document.filter(own -> !own.isSameVersion(other.document.get())).isEmpty();
        }
    }

    private record Reading(Instant begun, CompletableFuture<Value> value) {
    }
}
