package africa.paylinks.merchant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where merchants are kept. Each method throws {@code StoreUnavailable} when the store cannot answer. */
public interface MerchantStore {

    /** What became of a write. */
    enum Outcome {
        WRITTEN, CHANGED_MEANWHILE, KEY_OF_ANOTHER
    }

    /**
     * The holder of a key, by one read that sees every write before it.
     *
     * @param sha256 the key's hash in lower-case hexadecimal
     */
    Optional<MerchantKeys.Holder> holder(String sha256);

    /** A merchant as it is now. */
    Optional<MerchantProfile> find(String merchant);

    /**
     * Writes a merchant and its keys, all or nothing, if the merchant is still as it was seen.
     *
     * @param seen empty when there must not be such a merchant yet
     */
    Outcome write(Optional<MerchantProfile> seen, MerchantProfile next);

    /**
     * Removes a merchant and its keys if it is still as it was seen.
     *
     * @return whether it was
     */
    boolean remove(MerchantProfile seen);

    /** Switches off a merchant's endpoint if it is still at that URL. */
    void switchOff(String merchant, String urlSha256, Instant at);

    /**
     * Names of merchants in alphabetical order.
     *
     * @param after the last name that is known already
     */
    List<String> names(Optional<String> after, int limit);
}
