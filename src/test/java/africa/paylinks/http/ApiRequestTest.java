package africa.paylinks.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiRequestTest {

    @Test
    void thePathIsThatOfTheRouteUnderWhateverStageOrBasePath() {
        for (String raw : List.of("/payments/pay_1/refunds", "/prod/payments/pay_1/refunds", "/pay/v1/payments/pay_1/refunds")) {
            assertEquals("/payments/pay_1/refunds",
                    ApiRequest.from(event("POST /payments/{id}/refunds", raw, Map.of("id", "pay_1"))).path());
        }
    }

    @Test
    void withoutARouteThePathIsTheOneThatWasSent() {
        assertEquals("/payments", ApiRequest.from(event("$default", "/payments", Map.of())).path());
        assertEquals("/payments", ApiRequest.from(event(null, "/payments", null)).path());
    }

    @Test
    void anInvalidPaymentIdIsNone() {
        assertEquals(Optional.of("kommo_1_a"), named("kommo_1_a"));
        for (String impossible : List.of("", "a.b", "a/b", "x".repeat(51), "x".repeat(2100))) {
            assertEquals(Optional.empty(), named(impossible));
        }
    }

    private static Optional<String> named(String id) {
        return ApiRequest.from(event("GET /payments/{id}", "/payments/" + id, Map.of("id", id))).paymentId();
    }

    private static APIGatewayV2HTTPEvent event(String route, String path, Map<String, String> parameters) {
        return APIGatewayV2HTTPEvent.builder().withRouteKey(route).withRawPath(path).withPathParameters(parameters).build();
    }
}
