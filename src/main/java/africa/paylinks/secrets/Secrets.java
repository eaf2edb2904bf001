package africa.paylinks.secrets;

import africa.paylinks.secrets.SecretVault.Version;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The secrets in use, read on first need and kept for a while, so that a warm function asks the vault for nothing.
 *
 * <p>When the vault fails, what was read before stays in use: a hiccup there must not refuse payments here.
 */
public final class Secrets {

    private static final Logger LOG = Logger.getLogger(Secrets.class);
    private static final Duration REFRESH_AFTER_REFUSAL = Duration.ofMinutes(1);

    private final SecretVault vault;
    private final Clock clock;
    private final Duration timeToLive;
    private final Map<Slot, Cached> cache = new ConcurrentHashMap<>();
    private final Map<String, Instant> refusalRefresh = new ConcurrentHashMap<>();

    /**
     * @param timeToLive how long a secret is used before it is read again
     */
    public Secrets(SecretVault vault, Clock clock, Duration timeToLive) {
        this.vault = vault;
        this.clock = clock;
        this.timeToLive = timeToLive;
    }

    /**
     * A system's secrets as they are now.
     *
     * @throws SecretsUnavailable when there are none, or the vault does not answer
     */
    public SecretDocument current(String system) {
        return read(system, Version.CURRENT)
                .orElseThrow(() -> new SecretsUnavailable("There is no secret for " + system));
    }

    /**
     * Whether any live version of a system's secrets accepts: the current one, the previous one while a rotation is
     * under way, and, at most once a minute, a current one read afresh in case it was rotated just now.
     *
     * @throws SecretsUnavailable when there are no secrets, or the vault does not answer
     */
    public boolean accepts(String system, Predicate<SecretDocument> verifier) {
        return verifier.test(current(system)) || read(system, Version.PREVIOUS).filter(verifier).isPresent()
                || rereadAfterRefusal(system).filter(verifier).isPresent();
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
        Slot slot = new Slot(system, Version.CURRENT);
        reread(slot, cache.get(slot));
        return Optional.of(current(system));
    }

    private Optional<SecretDocument> read(String system, Version version) {
        Slot slot = new Slot(system, version);
        Cached cached = cache.get(slot);
        if (cached != null && clock.instant().isBefore(cached.readAt.plus(timeToLive))) {
            return cached.document;
        }
        return reread(slot, cached);
    }

    private Optional<SecretDocument> reread(Slot slot, Cached before) {
        Optional<SecretDocument> document;
        try {
            document = vault.fetch(slot.system, slot.version);
        } catch (SecretsUnavailable unavailable) {
            if (before == null) {
                throw unavailable;
            }
            LOG.warnf("The secrets of %s cannot be read again; those read at %s stay in use", slot.system,
                    before.readAt);
            document = before.document;
        }
        cache.put(slot, new Cached(document, clock.instant()));
        return document;
    }

    private record Slot(String system, Version version) {
    }

    private record Cached(Optional<SecretDocument> document, Instant readAt) {
    }
}
