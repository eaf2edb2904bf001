package africa.paylinks.merchant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A merchant with its keys and endpoint.
 *
 * @param name    the merchant's name in payments
 * @param version for optimistic locking: a write names the version that it changes
 */
public record MerchantProfile(String name, long version, Instant createdAt, List<ApiKey> keys,
        Optional<EndpointSettings> endpoint) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    public MerchantProfile {
        keys = List.copyOf(keys);
    }

    /** Whether a text is a valid merchant's name. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static MerchantProfile created(String name, Instant at) {
        return new MerchantProfile(name, 0, at, List.of(), Optional.empty());
    }

    MerchantProfile with(List<ApiKey> newKeys) {
        return new MerchantProfile(name, version, createdAt, newKeys, endpoint);
    }

    MerchantProfile with(Optional<EndpointSettings> newEndpoint) {
        return new MerchantProfile(name, version, createdAt, keys, newEndpoint);
    }
}
