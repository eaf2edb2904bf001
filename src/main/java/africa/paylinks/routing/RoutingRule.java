package africa.paylinks.routing;

import africa.paylinks.payment.PaymentMethod;
import java.util.Optional;

/**
 * Says who takes the payments of a currency and a method.
 *
 * @param currency   the currency it is about; empty for every one
 * @param method     the method that a request has to name; empty for every one, and for none
 * @param provider   who takes the payments of customers whose bucket is below {@code percentage}
 * @param percentage 0 to 100
 * @param fallback   who takes the others, and what {@code provider} does not offer
 */
public record RoutingRule(Optional<String> currency, Optional<PaymentMethod> method, String provider, int percentage,
        Optional<String> fallback) {

    private static final int ALL = 100;

    boolean fits(String wantedCurrency, Optional<PaymentMethod> wantedMethod) {
        return (currency.isEmpty() || currency.get().equals(wantedCurrency)) && (method.isEmpty() || method.equals(wantedMethod));
    }

    /** Whether every request that fits the other rule fits this one. */
    boolean covers(RoutingRule other) {
        return (currency.isEmpty() || currency.equals(other.currency)) && (method.isEmpty() || method.equals(other.method));
    }

    boolean takes(int bucket) {
        return bucket < percentage;
    }

    /** The rule as it is written in the configuration. */
    public String text() {
        return currency.orElse("*") + method.map(name -> "/" + name.wireName()).orElse("") + "=" + provider
                + (percentage == ALL ? "" : ":" + percentage) + fallback.map(name -> "," + name).orElse("");
    }
}
