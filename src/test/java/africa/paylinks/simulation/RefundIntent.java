package africa.paylinks.simulation;

import africa.paylinks.http.Json;
import africa.paylinks.payment.Money;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a merchant wants back once and may ask for many times: a part of a payment or all that is left of it. */
final class RefundIntent {

    private final String key;
    private final String payment;
    private final Optional<Money> amount;
    private final Set<String> finalAnswers = new LinkedHashSet<>();
    private boolean settled;

    RefundIntent(String key, String payment, Optional<Money> amount) {
        this.key = key;
        this.payment = payment;
        this.amount = amount;
    }

    String key() {
        return key;
    }

    APIGatewayV2HTTPEvent call() {
        return MerchantCall.post("/payments/" + payment + "/refunds", Map.of("id", payment), key,
                amount.map(money -> Json.write(Json.object().put("amount", money.majorText()))).orElse("{}"));
    }

    /** Whether a call has been answered once and for all. */
    boolean isAnswered() {
        return !finalAnswers.isEmpty();
    }

    /**
     * Takes an answer, and says what is wrong with it, if anything is.
     *
     * @param wasAnswered whether another call had been answered before this one began
     */
    Optional<String> answered(APIGatewayV2HTTPResponse answer, boolean wasAnswered) {
        int status = answer.getStatusCode();
        String code = Json.readObject(answer.getBody().getBytes(StandardCharsets.UTF_8)).orElse(Json.object()).path("code").asText();
        if (status == 201 || code.equals("refund-rejected")) {
            settled = true;
            finalAnswers.add(status + " " + answer.getBody());
            return finalAnswers.size() > 1
                    ? Optional.of("The refund " + key + " was answered in different ways: " + finalAnswers) : Optional.empty();
        }
        if (Set.of("refund-exceeds-payment", "payment-not-refundable").contains(code)) {
            settled = true;
            return !wasAnswered ? Optional.empty()
                    : Optional.of("The refund " + key + " was answered with " + code + " after " + finalAnswers);
        }
        return status == 409 || status == 503 || status == 504 ? Optional.empty()
                : Optional.of("The refund " + key + " was answered " + status + " " + answer.getBody());
    }

    /** Whether the merchant knows what came of it. */
    boolean isSettled() {
        return settled;
    }
}
