package africa.paylinks.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** A response to the caller; the body is UTF-8 text. */
public record ApiResponse(int status, Map<String, String> headers, String body) {

    private static final String JSON = "application/json";

    /** A JSON response. */
    public static ApiResponse json(int status, JsonValue body) {
        return new ApiResponse(status, Map.of("content-type", JSON), Json.write(body));
    }

    /** A copy with one more header. */
    public ApiResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiResponse(status, more, body);
    }

    APIGatewayV2HTTPResponse toGateway() {
        return APIGatewayV2HTTPResponse.builder().withStatusCode(status).withHeaders(headers).withBody(body)
                .withIsBase64Encoded(false).build();
    }
}
