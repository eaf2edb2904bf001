package africa.paylinks.link;

import java.time.Duration;
import java.util.Optional;

/**
 * Limits each merchant's request rate, so that one merchant cannot use up shared capacity, for example while a provider is
 * slow.
 */
@FunctionalInterface
public interface CreationLimit {

    /**
     * Counts one request.
     *
     * @return empty when the request is within the limit, otherwise how long to wait
     * @throws africa.paylinks.payment.StoreUnavailable when the request cannot be counted
     */
    Optional<Duration> exceeded(String merchant);
}
