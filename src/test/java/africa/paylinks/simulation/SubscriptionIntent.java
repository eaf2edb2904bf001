package africa.paylinks.simulation;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A subscription that a merchant wants once and may ask for many times, under one idempotency key. */
final class SubscriptionIntent {

    private final String key;
    private final String body;
    private final boolean idsRepeat;
    private final Set<String> answers = new LinkedHashSet<>();
    private boolean settled;

    /** @param idsRepeat whether ids may be given out twice, so that a call may break */
    SubscriptionIntent(String key, JsonValue body, boolean idsRepeat) {
        this.key = key;
        this.body = Json.write(body);
        this.idsRepeat = idsRepeat;
    }

    String key() {
        return key;
    }

    APIGatewayV2HTTPEvent call() {
        return MerchantCall.post("/subscriptions", Map.of(), key, body);
    }

    /** Takes an answer to one of the calls, and says what is wrong with it, if anything is. */
    Optional<String> answered(APIGatewayV2HTTPResponse answer) {
        int status = answer.getStatusCode();
        if (status == 201) {
            settled = true;
            answers.add(answer.getBody());
        }
        if (answers.size() > 1) {
            return Optional.of("The key " + key + " was answered in different ways: " + answers);
        }
        // The first date may be over when the first call that arrives does so.
        settled |= status == 400;
        boolean isUsual = status == 201 || status == 400 || status == 409 || status == 503 || status == 500 && idsRepeat;
        return isUsual ? Optional.empty() : Optional.of("The key " + key + " was answered " + status + " " + answer.getBody());
    }

    /** The id of the subscription, once the merchant knows it. */
    Optional<String> id() {
        return answers.stream().findFirst().map(answer -> Json.readObject(answer.getBytes(StandardCharsets.UTF_8)).orElseThrow().path("id").asText());
    }

    boolean isSettled() {
        return settled;
    }
}
