package africa.paylinks.merchant;

import africa.paylinks.merchant.MerchantStore.Outcome;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** Applies changes to stored merchants. A merchant that was changed meanwhile is read and changed again, so that no change is lost. */
@Singleton
public final class MerchantChanges {

    private static final int MAX_ATTEMPTS = 5;

    private final MerchantStore store;
    private final DataKeyRing ring;
    private final EndpointRules rules;
    private final Clock clock;
    private final SecureRandom random;

    @Inject
    public MerchantChanges(MerchantStore store, DataKeyRing ring, EndpointRules rules, Clock clock) {
        this(store, ring, rules, clock, new SecureRandom());
    }

    MerchantChanges(MerchantStore store, DataKeyRing ring, EndpointRules rules, Clock clock, SecureRandom random) {
        this.store = store;
        this.ring = ring;
        this.rules = rules;
        this.clock = clock;
        this.random = random;
    }

    /** A change of a merchant. */
    @FunctionalInterface
    interface Change<T> {

        T apply(MerchantChange change);
    }

    /** Changes a merchant that exists. */
    <T> T apply(String merchant, String endpointId, Change<T> command) {
        return apply(merchant, endpointId, false, command);
    }

    /** Changes a merchant, which is created if there is none. */
    <T> T applyOrCreate(String merchant, Change<T> command) {
        return apply(merchant, EndpointSettings.DEFAULT_ID, true, command);
    }

    private <T> T apply(String merchant, String endpointId, boolean create, Change<T> command) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<MerchantProfile> expected = store.find(merchant);
            if (expected.isEmpty() && !create) {
                throw new CommandRefused("There is no merchant '" + merchant + "'.");
            }
            MerchantProfile before = expected.orElseGet(() -> MerchantProfile.created(merchant, clock.instant()));
            MerchantChange change = new MerchantChange(before, endpointId, ring::read, rules, clock.instant(), random);
            T answer = command.apply(change);
            if (expected.isPresent() && change.after().equals(before)) {
                return answer;
            }
            Outcome outcome = store.write(expected, change.after());
            if (outcome == Outcome.WRITTEN) {
                return answer;
            }
            if (outcome == Outcome.KEY_OF_ANOTHER) {
                throw new CommandRefused("Another merchant already has a key of '" + merchant + "'.");
            }
        }
        throw new CommandRefused("'" + merchant + "' is being changed by others. Try again.");
    }
}
