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
 * Chooses a provider for requests that name none. Invalid rules choose no provider; requests that name a provider are not
 * affected.
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
     * The provider that a rule chose.
     *
     * @param provider the provider's name
     */
    public record Choice(String provider, Route route) {
    }

    /** The active rules; the first that matches applies. */
    public List<RoutingRule> rules() {
        return rules;
    }

    /** The errors of the configured rules; with errors, no rule is active. */
    public Optional<String> fault() {
        return fault;
    }

    /**
     * The provider for a payment; empty when no rule matches.
     *
     * @param orderId determines the bucket when nothing is known about the customer
     * @throws ProviderNotConfigured when the configured rules are invalid
     */
    public Optional<Choice> choose(String currency, Optional<PaymentMethod> method, Customer customer, String orderId) {
        fault.ifPresent(message -> {
            throw new ProviderNotConfigured(message);
        });
        return rules.stream().filter(rule -> rule.matches(currency, method)).findFirst().map(rule -> {
            int bucket = Bucket.of(customer, orderId);
            return new Choice(provider(rule, bucket, currency, method), new Route(rule.text(), bucket));
        });
    }

    private String provider(RoutingRule rule, int bucket, String currency, Optional<PaymentMethod> method) {
        boolean accepted = rule.includes(bucket) && providers.named(rule.provider())
                .filter(provider -> provider.currencies().contains(currency)
                        && (method.isEmpty() || provider.methods().contains(method.get()))).isPresent();
        return accepted ? rule.provider() : rule.fallback().orElse(rule.provider());
    }
}
