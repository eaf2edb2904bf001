package africa.paylinks.link;

import java.time.Duration;
import java.util.Optional;

/** Keeps one merchant's requests from using up what all merchants share, for instance while a provider answers slowly. */
@FunctionalInterface
public interface CreationLimit {

    /**
     * Counts one request.
     *
     * @return empty when it is within the merchant's limit, else how long to wait
     * @throws africa.paylinks.payment.StoreUnavailable when it cannot be counted
     */
    Optional<Duration> exceeded(String merchant);
}
