package africa.paylinks.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a function may answer when something that it calls fails: something that its caller can act on. */
final class ExpectedAnswers {

    /** The call failed for a reason outside of it, and may be sent again; or a provider refused what it was asked (422). */
    private static final Set<Integer> FAILING = Set.of(422, 502, 503, 504);

    private ExpectedAnswers() {
    }

    /** What is wrong with an answer that was given under failure; empty when it is one that may be given then. */
    static Optional<String> mismatch(TemplateFunction.Kind kind, Predicate<JsonNode> normal, RuntimeApi.Answer answer) {
        JsonNode json = FaultFixture.parse(answer.text());
        if (!answer.failed() && normal.test(json)) {
            return Optional.empty();
        }
        boolean fits = switch (kind) {
            case HTTP -> !answer.failed() && FAILING.contains(json.path("statusCode").asInt()) && isDocument(json);
            case BATCH -> !answer.failed() && json.path("batchItemFailures").isArray();
            // A denial would be kept by API Gateway, and is not true.
            case AUTHORIZER -> answer.failed() && json.path("errorType").isTextual();
            case DIRECT -> answer.failed() ? json.path("errorType").isTextual() : json.isObject();
        };
        return fits ? Optional.empty() : Optional.of("unfit answer: " + answer.text());
    }

    private static boolean isDocument(JsonNode answer) {
        String type = answer.path("headers").path("content-type").asText();
        return type.startsWith("text/html") || type.equals("application/problem+json")
                && FaultFixture.parse(answer.path("body").asText()).path("code").isTextual();
    }

    /** An answer in a few words. */
    static String words(RuntimeApi.Answer answer) {
        JsonNode json = FaultFixture.parse(answer.text());
        if (answer.failed()) {
            return "error " + json.path("errorType").asText().replaceFirst(".*\\.", "");
        }
        if (json.has("statusCode")) {
            String code = json.path("headers").path("content-type").asText().equals("application/problem+json")
                    ? " " + FaultFixture.parse(json.path("body").asText()).path("code").asText() : "";
            return json.path("statusCode").asInt() + code;
        }
        return json.has("batchItemFailures") ? json.path("batchItemFailures").size() + " again" : "answered";
    }
}
