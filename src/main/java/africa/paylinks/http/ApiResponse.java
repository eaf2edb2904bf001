package africa.paylinks.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A response to the caller.
 *
 * @param body   UTF-8 text, or bytes in base64
 * @param base64 whether the body is bytes
 */
public record ApiResponse(int status, Map<String, String> headers, String body, boolean base64) {

    private static final String JSON = "application/json";

    /** A response with a text. */
    public ApiResponse(int status, Map<String, String> headers, String body) {
        this(status, headers, body, false);
    }

    /** A JSON response. */
    public static ApiResponse json(int status, JsonValue body) {
        return new ApiResponse(status, Map.of("content-type", JSON), Json.write(body));
    }

    /** A copy with one more header. */
    public ApiResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiResponse(status, more, body, base64);
    }

    APIGatewayV2HTTPResponse toGateway() {
        return APIGatewayV2HTTPResponse.builder().withStatusCode(status).withHeaders(headers).withBody(body)
                .withIsBase64Encoded(base64).build();
    }
}
