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
 * One version of one secret with its last loaded value, and at most one read in progress.
 *
 * <p>Secrets are read in separate threads, so that a request waits only as long as it can. Lambda freezes such a thread with
 * the process after the response. The thread continues during a later request, and its result counts as of the time when the
 * read began.
 */
final class SecretSlot {

    private static final Logger LOG = Logger.getLogger(SecretSlot.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);
    /** After this time a read counts as lost. */
    private static final Duration LOST_AFTER = Duration.ofMinutes(1);

    private final String name;
    private final Supplier<Optional<SecretDocument>> vault;
    private final Runnable onChange;
    private final Clock clock;
    private final Executor threads;
    private volatile Value last;
    private Read inProgress;
    private Instant refreshAfter = Instant.MIN;

    SecretSlot(String name, Supplier<Optional<SecretDocument>> vault, Runnable onChange, Clock clock, Executor threads) {
        this.name = name;
        this.vault = vault;
        this.onChange = onChange;
        this.clock = clock;
        this.threads = threads;
    }

    /** The last loaded value, if it is younger than {@code age}. */
    Optional<Value> youngerThan(Duration age) {
        Instant now = clock.instant();
        return Optional.ofNullable(last).filter(value -> now.isBefore(value.readAt.plus(age)));
    }

    /** Starts a reload, unless one is in progress or has just failed, and waits briefly for it. */
    void refresh(Duration wait) {
        Optional<Read> started = startRefresh();
        if (started.isPresent()) {
            try {
                started.get().value.get(wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException later) {
                LOG.debugf("secret-not-refreshed name=%s: the last loaded value stays in use", name);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Reads the secret, or waits for the read in progress. If that one fails, it says nothing about now, so another read
     * follows in the time that is left.
     *
     * @throws SecretsUnavailable when it cannot be read, or not in that time
     */
    Value read(Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        Optional<Read> earlier = inProgress();
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

    private Value await(Read reading, Duration wait, long until) {
        try {
            return reading.value.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new SecretsUnavailable("The secret " + name + " cannot be read within " + wait.toMillis() + " ms");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof SecretsUnavailable unavailable ? unavailable
                    : new SecretsUnavailable("The secret " + name + " cannot be read", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SecretsUnavailable("The secret " + name + " could not be read: interrupted", interrupted);
        }
    }

    /** Discards the loaded value, because it is outdated. */
    synchronized void invalidate() {
        last = null;
        inProgress = null;
    }

    private synchronized Optional<Read> startRefresh() {
        if (isInProgress() || clock.instant().isBefore(refreshAfter)) {
            return Optional.empty();
        }
        return Optional.of(start());
    }

    private synchronized Optional<Read> inProgress() {
        return Optional.ofNullable(inProgress).filter(reading -> isInProgress());
    }

    private synchronized Read join() {
        return isInProgress() ? inProgress : start();
    }

    private boolean isInProgress() {
        return inProgress != null && !inProgress.value.isDone() && clock.instant().isBefore(inProgress.startedAt.plus(LOST_AFTER));
    }

    private Read start() {
        Instant startedAt = clock.instant();
        CompletableFuture<Value> value = new CompletableFuture<>();
        Read reading = new Read(startedAt, value);
        inProgress = reading;
        threads.execute(() -> {
            try {
                Value read = new Value(vault.get(), startedAt);
                store(reading, read);
                value.complete(read);
            } catch (RuntimeException | Error failed) {
                failed(failed);
                value.completeExceptionally(failed);
            }
        });
        return reading;
    }

    private synchronized void store(Read reading, Value read) {
        if (inProgress == reading || last != null && last.readAt.isBefore(read.readAt)) {
            if (last != null && !last.isSameVersion(read)) {
                onChange.run();
            }
            last = read;
        }
    }

    private synchronized void failed(Throwable failure) {
        refreshAfter = clock.instant().plus(PAUSE_AFTER_FAILURE);
        Value cached = last;
        if (cached != null) {
            LOG.warnf("secret-not-refreshed name=%s readAt=%s: %s; the last loaded value stays in use", name, cached.readAt,
                    failure.getMessage());
        }
    }

    /** @param document empty when there is no such secret or version */
    record Value(Optional<SecretDocument> document, Instant readAt) {

        private boolean isSameVersion(Value other) {
            return document.isPresent() == other.document.isPresent()
                    && document.filter(version -> !version.isSameVersion(other.document.get())).isEmpty();
        }
    }

    private record Read(Instant startedAt, CompletableFuture<Value> value) {
    }
}
