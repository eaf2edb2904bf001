package africa.paylinks.merchant;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A merchant with its keys and endpoints.
 *
 * @param name      the merchant's name in payments
 * @param version   for optimistic locking: a write names the version that it changes
 * @param endpoints oldest first
 */
public record MerchantProfile(String name, long version, Instant createdAt, List<ApiKey> keys, List<EndpointSettings> endpoints) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    public MerchantProfile {
        keys = List.copyOf(keys);
        endpoints = endpoints.stream()
                .sorted(Comparator.comparing(EndpointSettings::createdAt).thenComparing(EndpointSettings::id)).toList();
    }

    /** A merchant with the default endpoint only, or none. */
    public MerchantProfile(String name, long version, Instant createdAt, List<ApiKey> keys, Optional<EndpointSettings> endpoint) {
        this(name, version, createdAt, keys, endpoint.stream().toList());
    }

    /** Whether a text is a valid merchant's name. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static MerchantProfile created(String name, Instant at) {
        return new MerchantProfile(name, 0, at, List.of(), List.of());
    }

    /** The default endpoint. */
    public Optional<EndpointSettings> endpoint() {
        return endpoint(EndpointSettings.DEFAULT_ID);
    }

    /** The endpoint with that id. */
    public Optional<EndpointSettings> endpoint(String id) {
        return endpoints.stream().filter(endpoint -> endpoint.id().equals(id)).findFirst();
    }

    MerchantProfile with(List<ApiKey> newKeys) {
        return new MerchantProfile(name, version, createdAt, newKeys, endpoints);
    }

    /** Adds an endpoint, or replaces the one with its id. */
    MerchantProfile with(EndpointSettings endpoint) {
        List<EndpointSettings> all = new ArrayList<>(without(endpoint.id()).endpoints);
        all.add(endpoint);
        return new MerchantProfile(name, version, createdAt, keys, all);
    }

    MerchantProfile without(String endpointId) {
        return new MerchantProfile(name, version, createdAt, keys,
                endpoints.stream().filter(endpoint -> !endpoint.id().equals(endpointId)).toList());
    }
}
