package africa.paylinks.provider;

import java.util.List;
import java.util.Optional;

/** The providers of this deployment. */
public final class ProviderRegistry {

    private final List<Provider> providers;

    public ProviderRegistry(List<Provider> providers) {
        this.providers = List.copyOf(providers);
    }

    /** All providers. */
    public List<Provider> all() {
        return providers;
    }

    /** The provider of that name. */
    public Optional<Provider> named(String name) {
        return providers.stream().filter(provider -> provider.name().equals(name)).findFirst();
    }
}
