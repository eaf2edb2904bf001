package africa.paylinks.capability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.provider.BalanceLookup;
import africa.paylinks.provider.BankDirectory;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.Refunder;
import africa.paylinks.routing.Routing;
import africa.paylinks.secrets.SecretsUnavailable;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProviderInfoTest {

    private static final List<BankDirectory.Bank> BANKS = List.of(new BankDirectory.Bank("b-1", "First", "NG"),
            new BankDirectory.Bank("b-2", "Second", ""));
    private static final List<Money> BALANCES = List.of(new Money(15_000, "GHS"), new Money(0, "XOF"));

    private final Lending zebra = new Lending("zebra");
    private final Refunding antelope = new Refunding("antelope");
    private final ProviderInfoFunction function = function("GHS/momo=zebra:25,antelope; *=zebra");

    @Test
    void showsWhatEachProviderImplementsByName() {
        assertEquals("{\"providers\":["
                + "{\"name\":\"antelope\",\"methods\":[\"momo\",\"bank-transfer\"],\"currencies\":[\"GHS\",\"XOF\"],"
                + "\"capabilities\":[\"refund\",\"partial-refund\"]},"
                + "{\"name\":\"zebra\",\"methods\":[\"momo\",\"bank-transfer\"],\"currencies\":[\"GHS\",\"XOF\"],"
                + "\"capabilities\":[\"banks\",\"balance\"]}],"
                + "\"routing\":{\"rules\":["
                + "{\"rule\":\"GHS/momo=zebra:25,antelope\",\"currency\":\"GHS\",\"method\":\"momo\",\"provider\":\"zebra\",\"percentage\":25,"
                + "\"fallback\":\"antelope\"},"
                + "{\"rule\":\"*=zebra\",\"currency\":null,\"method\":null,\"provider\":\"zebra\",\"percentage\":100,\"fallback\":null}],"
                + "\"fault\":null}}", get("/providers", "read").getBody());
        antelope.partially = false;
        assertTrue(get("/providers", "read").getBody().contains("\"capabilities\":[\"refund\"]"));
    }

    @Test
    void reportsWhyNoRuleApplies() {
        String body = answer(function("GHS=zebu"), "/providers", "read").getBody();
        assertTrue(body.endsWith("\"routing\":{\"rules\":[],\"fault\":\"paylinks.routing.rules: 'GHS=zebu' names the provider 'zebu', "
                + "which is not one of antelope, zebra.\"}}"), body);
    }

    @Test
    void listsAProvidersBanks() {
        APIGatewayV2HTTPResponse answer = get("/providers/zebra/banks", "read");
        assertEquals(200, answer.getStatusCode());
        assertEquals("{\"banks\":[{\"identifier\":\"b-1\",\"name\":\"First\",\"country\":\"NG\"},"
                + "{\"identifier\":\"b-2\",\"name\":\"Second\",\"country\":null}]}", answer.getBody());
    }

    @Test
    void reportsBalancesInMajorUnits() {
        assertEquals("{\"balances\":[{\"amount\":\"150.00\",\"currency\":\"GHS\"},{\"amount\":\"0\",\"currency\":\"XOF\"}]}",
                get("/providers/zebra/balance", "read").getBody());
    }

    @Test
    void refusesWhatIsNotThereOrCannotBeDone() {
        assertProblem(404, "not-found", get("/providers/gazelle/banks", "read"));
        assertProblem(404, "not-found", get("/providers/gazelle/balance", "read"));
        assertProblem(422, "unsupported", get("/providers/antelope/banks", "read"));
        assertProblem(422, "unsupported", get("/providers/antelope/balance", "read"));
    }

    @Test
    void reportsMissingSettingsOfAnUnconfiguredProvider() {
        zebra.failure = () -> new ProviderNotConfigured("Zebra has no key: put 'key' into its secret.");
        assertEquals("Zebra has no key: put 'key' into its secret.",
                assertProblem(503, "provider-not-configured", get("/providers/zebra/banks", "read")));
        zebra.failure = () -> new SecretsUnavailable("There is no secret for zebra");
        assertEquals("There is no secret for zebra",
                assertProblem(503, "provider-not-configured", get("/providers/zebra/balance", "read")));
    }

    @Test
    void reportsAProviderThatDidNotAnswer() {
        zebra.failure = () -> new ProviderUnreachable("answered with HTTP status 500");
        for (String what : List.of("banks", "balance")) {
            APIGatewayV2HTTPResponse answer = get("/providers/zebra/" + what, "read");
            assertEquals("zebra answered with HTTP status 500.", assertProblem(504, "provider-timeout", answer));
            assertEquals("1", answer.getHeaders().get("retry-after"));
        }
    }

    @Test
    void requiresAReadKey() {
        for (String path : List.of("/providers", "/providers/zebra/banks", "/providers/zebra/balance", "/providers/gazelle/banks")) {
            assertProblem(403, "forbidden", get(path, "write"));
            assertProblem(401, "unauthorized", function.get(event(path)));
        }
    }

    private ProviderInfoFunction function(String rules) {
        ProviderRegistry providers = new ProviderRegistry(List.of(zebra, antelope));
        return new ProviderInfoFunction(new ProviderMatrix(providers, new Routing(() -> Optional.of(rules), providers)));
    }

    private APIGatewayV2HTTPResponse get(String path, String scopes) {
        return answer(function, path, scopes);
    }

    private static APIGatewayV2HTTPResponse answer(ProviderInfoFunction function, String path, String scopes) {
        APIGatewayV2HTTPEvent event = event(path);
        RequestContext.Authorizer authorizer = new RequestContext.Authorizer();
        authorizer.setLambda(Map.of("merchant", "shop", "scopes", scopes));
        event.getRequestContext().setAuthorizer(authorizer);
        return function.get(event);
    }

    private static APIGatewayV2HTTPEvent event(String path) {
        Map<String, String> parameters = new HashMap<>();
        String[] segments = path.split("/");
        if (segments.length > 2) {
            parameters.put("name", segments[2]);
        }
        return APIGatewayV2HTTPEvent.builder().withRawPath(path).withPathParameters(parameters)
                .withRequestContext(new RequestContext()).build();
    }

    private static String assertProblem(int status, String code, APIGatewayV2HTTPResponse answer) {
        assertEquals(status, answer.getStatusCode(), answer.getBody());
        JsonValue problem = Json.readObject(answer.getBody().getBytes(StandardCharsets.UTF_8)).orElseThrow();
        assertEquals(code, problem.path("code").asText());
        return problem.path("detail").asText();
    }

    private abstract static class Animal implements Provider {

        private final String name;

        Animal(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<PaymentMethod> methods() {
            return List.of(PaymentMethod.MOMO, PaymentMethod.BANK_TRANSFER);
        }

        @Override
        public Set<String> currencies() {
            return Set.of("XOF", "GHS");
        }
    }

    private static final class Lending extends Animal implements BankDirectory, BalanceLookup {

        private Supplier<RuntimeException> failure = () -> null;

        Lending(String name) {
            super(name);
        }

        @Override
        public List<Bank> banks() {
            return answerOrFail(BANKS);
        }

        @Override
        public List<Money> balances() {
            return answerOrFail(BALANCES);
        }

        private <T> T answerOrFail(T answer) {
            RuntimeException exception = failure.get();
            if (exception != null) {
                throw exception;
            }
            return answer;
        }
    }

    private static final class Refunding extends Animal implements Refunder {

        private boolean partially = true;

        Refunding(String name) {
            super(name);
        }

        @Override
        public boolean refundsPartially() {
            return partially;
        }

        @Override
        public Optional<Failure> refusal(Payment payment, Money amount) {
            return Optional.empty();
        }

        @Override
        public RefundOutcome refund(Payment payment, String refundId, Money amount, Optional<String> reason) {
            return new Accepted(Optional.empty(), true);
        }
    }
}
