package africa.paylinks.routing;

import africa.paylinks.payment.Customer;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.Route;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Chooses a provider where a request names none. Rules that cannot be read choose nothing at all; payments whose request
 * names a provider are made regardless.
 */
@Singleton
public final class Routing {

    private final ProviderRegistry providers;
    private final List<RoutingRule> rules;
    private final Optional<String> fault;

    public Routing(RoutingConfig config, ProviderRegistry providers) {
        RulesReader read = new RulesReader(config.rules().orElse(""), providers);
        this.providers = providers;
        this.fault = read.faults().isEmpty()
                ? Optional.empty()
                : Optional.of("paylinks.routing.rules: " + String.join("; ", read.faults()) + ".");
        this.rules = fault.isEmpty() ? List.copyOf(read.rules()) : List.of();
    }

    /**
     * What a rule chose.
     *
     * @param provider the provider's name
     */
    public record Choice(String provider, Route route) {
    }

    /** The rules in force, of which the first that fits counts. */
    public List<RoutingRule> rules() {
        return rules;
    }

    /** What is wrong with the configured rules, because of which none is in force. */
    public Optional<String> fault() {
        return fault;
    }

    /**
     * The provider of a payment; empty when no rule fits.
     *
     * @param orderId decides the bucket where nothing is known of the customer
     * @throws ProviderNotConfigured when the configured rules cannot be read
     */
    public Optional<Choice> choose(String currency, Optional<PaymentMethod> method, Customer customer, String orderId) {
        fault.ifPresent(message -> {
            throw new ProviderNotConfigured(message);
        });
        return rules.stream().filter(rule -> rule.fits(currency, method)).findFirst().map(rule -> {
            int bucket = Bucket.of(customer, orderId);
            return new Choice(provider(rule, bucket, currency, method), new Route(rule.text(), bucket));
        });
    }

    private String provider(RoutingRule rule, int bucket, String currency, Optional<PaymentMethod> method) {
        boolean taken = rule.takes(bucket) && providers.named(rule.provider())
                .filter(provider -> provider.currencies().contains(currency)
                        && (method.isEmpty() || provider.methods().contains(method.get()))).isPresent();
        return taken ? rule.provider() : rule.fallback().orElse(rule.provider());
    }
}
