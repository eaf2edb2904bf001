package africa.paylinks.simulation;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.Money;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a merchant wants once and may ask for many times: one payment, under one idempotency key. */
final class PaymentIntent {

    private final String key;
    private final SimulatedProvider provider;
    private final String body;
    private final String otherBody;
    private final Optional<Instant> expiresAt;
    private final Set<String> finalAnswers = new LinkedHashSet<>();
    private boolean changedRequest;
    private boolean settled;

    PaymentIntent(String key, SimulatedProvider provider, Money amount, Optional<Instant> expiresAt) {
        this.key = key;
        this.provider = provider;
        this.expiresAt = expiresAt;
        this.body = body(amount);
        this.otherBody = body(new Money(amount.minor() + 700, amount.currency()));
    }

    private String body(Money amount) {
        JsonObject body = Json.object().put("provider", provider.name()).put("orderId", key)
                .put("amount", amount.majorText()).put("currency", amount.currency());
        expiresAt.ifPresent(at -> body.put("expiresAt", at.toString()));
        return Json.write(body);
    }

    String key() {
        return key;
    }

    SimulatedProvider provider() {
        return provider;
    }

    /** The call as it comes through the gateway. */
    APIGatewayV2HTTPEvent call(boolean somethingElse) {
        changedRequest |= somethingElse;
        return MerchantCall.post("/payment-links", Map.of(), key, somethingElse ? otherBody : body);
    }

    /**
     * Takes an answer to one of the calls, and says what is wrong with it, if anything is.
     *
     * @param isBegun whether a payment had surely been made before
     */
    Optional<String> answered(APIGatewayV2HTTPResponse answer, boolean somethingElse, boolean isBegun) {
        int status = answer.getStatusCode();
        if (status == 500) {
            return Optional.of("The creation of " + key + " broke: " + answer.getBody());
        }
        if (status == 201 || status == 502) {
            settled |= !somethingElse;
            finalAnswers.add(somethingElse + " " + status + " " + answer.getBody());
            return finalAnswers.size() > 1
                    ? Optional.of("The key " + key + " was answered in different ways: " + finalAnswers) : Optional.empty();
        }
        if (status == 422) {
            settled |= !somethingElse;
            return changedRequest ? Optional.empty()
                    : Optional.of("The key " + key + " is said to be of another request: " + answer.getBody());
        }
        if (status == 400 && expiresAt.isPresent() && (!isBegun || changedRequest)) {
            settled |= !somethingElse;
            return Optional.empty();
        }
        return status == 409 || status == 503 || status == 504 ? Optional.empty()
                : Optional.of("The key " + key + " was answered " + status + " " + answer.getBody());
    }

    /** Whether the merchant knows what came of it. */
    boolean isSettled() {
        return settled;
    }
}
