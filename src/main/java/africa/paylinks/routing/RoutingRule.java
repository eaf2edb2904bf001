package africa.paylinks.routing;

import africa.paylinks.payment.PaymentMethod;
import java.util.Optional;

/**
 * Assigns the payments of a currency and method to a provider.
 *
 * @param currency   the currency; empty for any
 * @param method     the method that the request must name; empty for any or none
 * @param provider   the provider for customers whose bucket is below {@code percentage}
 * @param percentage 0 to 100
 * @param fallback   the provider for the others, and for what {@code provider} does not support
 */
public record RoutingRule(Optional<String> currency, Optional<PaymentMethod> method, String provider, int percentage,
        Optional<String> fallback) {

    private static final int ALL = 100;

    boolean matches(String wantedCurrency, Optional<PaymentMethod> wantedMethod) {
        return (currency.isEmpty() || currency.get().equals(wantedCurrency)) && (method.isEmpty() || method.equals(wantedMethod));
    }

    /** Whether this rule matches every request that the other one matches. */
    boolean covers(RoutingRule other) {
        return (currency.isEmpty() || currency.equals(other.currency)) && (method.isEmpty() || method.equals(other.method));
    }

    boolean includes(int bucket) {
        return bucket < percentage;
    }

    /** The rule in configuration syntax. */
    public String text() {
        return currency.orElse("*") + method.map(name -> "/" + name.wireName()).orElse("") + "=" + provider
                + (percentage == ALL ? "" : ":" + percentage) + fallback.map(name -> "," + name).orElse("");
    }
}
