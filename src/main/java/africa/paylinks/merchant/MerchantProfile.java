package africa.paylinks.merchant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A merchant with all that operators have set up for it.
 *
 * @param name    as payments carry it
 * @param version which state of the profile this is: a write names the one that it is about, so that none is overwritten
 */
public record MerchantProfile(String name, long version, Instant createdAt, List<ApiKey> keys,
        Optional<EndpointSettings> endpoint) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    public MerchantProfile {
        keys = List.copyOf(keys);
    }

    /** Whether a merchant can have that name. */
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
