package africa.paylinks.merchant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Stores merchants. Each method throws {@code StoreUnavailable} when the store cannot answer. */
public interface MerchantStore {

    /** The result of a write. */
    enum Outcome {
        WRITTEN, CHANGED_MEANWHILE, KEY_OF_ANOTHER
    }

    /**
     * The holder of a key, read with strong consistency.
     *
     * @param sha256 the key's hash in lower-case hexadecimal
     */
    Optional<MerchantKeys.Holder> holder(String sha256);

    /** Finds a merchant. */
    Optional<MerchantProfile> find(String merchant);

    /**
     * Writes a merchant and its keys in one transaction, unless the merchant has changed since it was read.
     *
     * @param expected the merchant as it was read; empty to create it
     */
    Outcome write(Optional<MerchantProfile> expected, MerchantProfile next);

    /**
     * Removes a merchant and its keys, unless the merchant has changed since it was read.
     *
     * @return whether it was removed
     */
    boolean remove(MerchantProfile expected);

    /** Switches off one of a merchant's endpoints, unless its URL has changed. */
    void switchOff(String merchant, String endpointId, String urlSha256, Instant at);

    /**
     * The names of merchants in alphabetical order.
     *
     * @param after the last name of the previous page
     */
    List<String> names(Optional<String> after, int limit);
}
