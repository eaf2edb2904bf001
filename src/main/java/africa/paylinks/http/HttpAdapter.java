package africa.paylinks.http;

import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.secrets.SecretsUnavailable;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Adapts HTTP functions to API Gateway: converts an event to a request, and every failure to a response. */
public final class HttpAdapter {

    /** The maximum size of a request body in bytes. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Logger LOG = Logger.getLogger(HttpAdapter.class);

    private HttpAdapter() {
    }

    /** Handles one event; never throws. */
    public static APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent event, Function<ApiRequest, ApiResponse> handler) {
        return handle(event, handler).toGateway();
    }

    private static ApiResponse handle(APIGatewayV2HTTPEvent event, Function<ApiRequest, ApiResponse> handler) {
        try {
            ApiRequest request = ApiRequest.from(event);
            if (request.body().length > MAX_BODY_BYTES) {
                return Problem.of(ProblemCode.PAYLOAD_TOO_LARGE,
                        "Send at most " + MAX_BODY_BYTES + " bytes.").toResponse();
            }
            return handler.apply(request);
        } catch (ProblemException stopped) {
            return stopped.problem().toResponse();
        } catch (StoreUnavailable | SecretsUnavailable unavailable) {
            LOG.error("A request cannot be served now", unavailable);
            return Problem.of(ProblemCode.STORE_UNAVAILABLE,
                    "Nothing is lost; repeat the same request in a moment.").retryAfter(2).toResponse();
        } catch (RuntimeException unexpected) {
            LOG.error("A request failed", unexpected);
            return Problem.of(ProblemCode.INTERNAL_ERROR,
                    "The request failed because of an error on our side, which was logged. It is safe to retry.").toResponse();
        }
    }
}
