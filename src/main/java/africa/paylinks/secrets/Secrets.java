package africa.paylinks.secrets;

import africa.paylinks.secrets.SecretVault.Version;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The secrets in use, read on first need and kept for a while, so that a warm function asks the vault for nothing.
 *
 * <p>What is older than its time is used while it is read again: a vault that fails or hangs must not refuse payments here.
 * A request waits a little for the newer value, because Lambda lets nothing go on between requests, and only the one that
 * has it read. There is an absolute age beyond which nothing is used, so that a withdrawn key does end.
 */
public final class Secrets {

    private static final Logger LOG = Logger.getLogger(Secrets.class);
    private static final Duration REFRESH_AFTER_REFUSAL = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT_FOR_REFRESH = Duration.ofMillis(300);

    private final SecretVault vault;
    private final Clock clock;
    private final SecretLifetimes lifetimes;
    private final Executor threads;
    private final Map<String, Versions> known = new ConcurrentHashMap<>();
    private final Map<String, Instant> refusalRefresh = new ConcurrentHashMap<>();

    /**
     * Reads in the caller's thread, with the usual lifetimes.
     *
     * @param timeToLive how long a secret is used before it is read again
     */
    public Secrets(SecretVault vault, Clock clock, Duration timeToLive) {
        this(vault, clock, SecretLifetimes.usual(timeToLive), Runnable::run);
    }

    /** @param threads where the vault is asked; nobody waits there for longer than the lifetimes say */
    public Secrets(SecretVault vault, Clock clock, SecretLifetimes lifetimes, Executor threads) {
        this.vault = vault;
        this.clock = clock;
        this.lifetimes = lifetimes;
        this.threads = threads;
    }

    /**
     * A system's secrets as they are now.
     *
     * @throws SecretsUnavailable when there are none, or the vault does not answer
     */
    public SecretDocument current(String system) {
        return required(system, read(versions(system).current));
    }

    /**
     * Whether any live version of a system's secrets accepts: the current one, for a bounded time after a rotation the
     * previous one, and, at most once a minute, those read afresh in case they were rotated just now.
     *
     * @throws SecretsUnavailable when there are no secrets, or the vault does not answer
     */
    public boolean accepts(String system, Predicate<SecretDocument> verifier) {
        SecretDocument current = current(system);
        if (verifier.test(current) || previous(system, current).filter(verifier).isPresent()) {
            return true;
        }
        Optional<SecretDocument> afresh = rereadAfterRefusal(system);
        return afresh.filter(verifier).isPresent()
                || afresh.filter(rotated -> !rotated.isSameVersion(current))
                        .flatMap(rotated -> previous(system, rotated)).filter(verifier).isPresent();
    }

    /**
     * Whether the current version of a system's secrets accepts, read afresh at most once a minute if it does not: for
     * what must stop being accepted when it is taken out, such as API keys.
     *
     * @throws SecretsUnavailable when there are no secrets, or the vault does not answer
     */
    public boolean acceptsCurrent(String system, Predicate<SecretDocument> verifier) {
        return verifier.test(current(system)) || rereadAfterRefusal(system).filter(verifier).isPresent();
    }

    /** The version before the current one; empty when there is none, or its time is over. */
    private Optional<SecretDocument> previous(String system, SecretDocument current) {
        boolean over = current.createdAt().map(rotated -> !clock.instant().isBefore(rotated.plus(lifetimes.previousAccepted())))
                .orElse(true);
        return over ? Optional.empty() : read(versions(system).previous).document();
    }

    /** The current version read afresh; empty if that was done less than a minute ago, or by somebody else just now. */
    private Optional<SecretDocument> rereadAfterRefusal(String system) {
        Instant now = clock.instant();
        Instant last = refusalRefresh.get(system);
        if (last != null && now.isBefore(last.plus(REFRESH_AFTER_REFUSAL))) {
            return Optional.empty();
        }
        boolean first = last == null
                ? refusalRefresh.putIfAbsent(system, now) == null
                : refusalRefresh.replace(system, last, now);
        if (!first) {
            return Optional.empty();
        }
        SecretSlot.Value afresh;
        try {
            afresh = versions(system).current.read(lifetimes.reading());
        } catch (SecretsUnavailable unavailable) {
            LOG.warnf("secret-rotation-unknown name=%s: %s", system, unavailable.getMessage());
            return Optional.empty();
        }
        return Optional.of(required(system, afresh));
    }

    private SecretSlot.Value read(SecretSlot slot) {
        Optional<SecretSlot.Value> fresh = slot.youngerThan(lifetimes.fresh());
        if (fresh.isPresent()) {
            return fresh.get();
        }
        if (slot.youngerThan(lifetimes.longest()).isPresent()) {
            slot.refresh(LONGEST_WAIT_FOR_REFRESH);
        }
        return slot.youngerThan(lifetimes.longest()).orElseGet(() -> slot.read(lifetimes.reading()));
    }

    private static SecretDocument required(String system, SecretSlot.Value value) {
        return value.document().orElseThrow(() -> new SecretsUnavailable("There is no secret for " + system));
    }

    private Versions versions(String system) {
        return known.computeIfAbsent(system, any -> {
            SecretSlot previous = slot(system, Version.PREVIOUS, () -> { });
            // After a rotation, what was previous is so no more.
            return new Versions(slot(system, Version.CURRENT, previous::forget), previous);
        });
    }

    private SecretSlot slot(String system, Version version, Runnable whenItChanges) {
        return new SecretSlot(system, () -> vault.fetch(system, version), whenItChanges, clock, threads);
    }

    private record Versions(SecretSlot current, SecretSlot previous) {
    }
}
