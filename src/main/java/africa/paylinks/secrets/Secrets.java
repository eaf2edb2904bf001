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
 * Caches secrets: they are loaded on first use, so that a warm function does not call the vault.
 *
 * <p>An outdated value stays in use during its reload, because a vault that fails or hangs must not stop payments. A request
 * waits briefly for the new value, because Lambda runs nothing between requests; only the request that starts the reload
 * waits. A maximum age ensures that a withdrawn key expires.
 */
public final class Secrets {

    private static final Logger LOG = Logger.getLogger(Secrets.class);
    private static final Duration REFRESH_AFTER_REFUSAL = Duration.ofMinutes(1);
    private static final Duration MAX_REFRESH_WAIT = Duration.ofMillis(300);

    private final SecretVault vault;
    private final Clock clock;
    private final SecretLifetimes lifetimes;
    private final Executor threads;
    private final Map<String, Versions> known = new ConcurrentHashMap<>();
    private final Map<String, Instant> refusalRefresh = new ConcurrentHashMap<>();

    /**
     * Reads in the caller's thread, with the default lifetimes.
     *
     * @param timeToLive how long a secret is used before it is reloaded
     */
    public Secrets(SecretVault vault, Clock clock, Duration timeToLive) {
        this(vault, clock, SecretLifetimes.usual(timeToLive), Runnable::run);
    }

    /** @param threads run the vault calls, within the given lifetimes */
    public Secrets(SecretVault vault, Clock clock, SecretLifetimes lifetimes, Executor threads) {
        this.vault = vault;
        this.clock = clock;
        this.lifetimes = lifetimes;
        this.threads = threads;
    }

    /**
     * A system's current secrets.
     *
     * @throws SecretsUnavailable when there are none, or the vault does not answer
     */
    public SecretDocument current(String system) {
        return required(system, read(versions(system).current));
    }

    /**
     * Whether a valid version of a system's secrets passes the verifier: the current one; for a limited time after a rotation
     * the previous one; and, at most once a minute, the reloaded ones, in case of a very recent rotation.
     *
     * @throws SecretsUnavailable when there are none, or the vault does not answer
     */
    public boolean accepts(String system, Predicate<SecretDocument> verifier) {
        SecretDocument current = current(system);
        if (verifier.test(current) || previous(system, current).filter(verifier).isPresent()) {
            return true;
        }
        Optional<SecretDocument> reloaded = reloadAfterRefusal(system);
        return reloaded.filter(verifier).isPresent()
                || reloaded.filter(rotated -> !rotated.isSameVersion(current))
                        .flatMap(rotated -> previous(system, rotated)).filter(verifier).isPresent();
    }

    /**
     * Whether the current version of a system's secrets passes the verifier. If it does not, it is reloaded at most once a
     * minute. Use this for values that must stop working when they are removed, such as API keys.
     *
     * @throws SecretsUnavailable when there are none, or the vault does not answer
     */
    public boolean acceptsCurrent(String system, Predicate<SecretDocument> verifier) {
        return verifier.test(current(system)) || reloadAfterRefusal(system).filter(verifier).isPresent();
    }

    /** The previous version; empty when there is none, or it is no longer accepted. */
    private Optional<SecretDocument> previous(String system, SecretDocument current) {
        boolean over = current.createdAt().map(rotated -> !clock.instant().isBefore(rotated.plus(lifetimes.previousAccepted())))
                .orElse(true);
        return over ? Optional.empty() : read(versions(system).previous).document();
    }

    /** The reloaded current version; empty if it was reloaded less than a minute ago, or concurrently. */
    private Optional<SecretDocument> reloadAfterRefusal(String system) {
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
        SecretSlot.Value reloaded;
        try {
            reloaded = versions(system).current.read(lifetimes.reading());
        } catch (SecretsUnavailable unavailable) {
            LOG.warnf("secret-rotation-unknown name=%s: %s", system, unavailable.getMessage());
            return Optional.empty();
        }
        return Optional.of(required(system, reloaded));
    }

    private SecretSlot.Value read(SecretSlot slot) {
        Optional<SecretSlot.Value> fresh = slot.youngerThan(lifetimes.fresh());
        if (fresh.isPresent()) {
            return fresh.get();
        }
        if (slot.youngerThan(lifetimes.longest()).isPresent()) {
            slot.refresh(MAX_REFRESH_WAIT);
        }
        return slot.youngerThan(lifetimes.longest()).orElseGet(() -> slot.read(lifetimes.reading()));
    }

    private static SecretDocument required(String system, SecretSlot.Value value) {
        return value.document().orElseThrow(() -> new SecretsUnavailable("There is no secret for " + system));
    }

    private Versions versions(String system) {
        return known.computeIfAbsent(system, any -> {
            SecretSlot previous = slot(system, Version.PREVIOUS, () -> { });
            // After a rotation, another version is the previous one.
            return new Versions(slot(system, Version.CURRENT, previous::invalidate), previous);
        });
    }

    private SecretSlot slot(String system, Version version, Runnable onChange) {
        return new SecretSlot(system, () -> vault.fetch(system, version), onChange, clock, threads);
    }

    private record Versions(SecretSlot current, SecretSlot previous) {
    }
}
