package africa.paylinks.http;

import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.secrets.SecretsUnavailable;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The way in and out of every HTTP function: an event becomes a request, and whatever goes wrong becomes an answer. */
public final class HttpAdapter {

    /** The largest body that is read, in bytes. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Logger LOG = Logger.getLogger(HttpAdapter.class);

    private HttpAdapter() {
    }

    /** Answers one event; never throws. */
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
            LOG.error("A call cannot be served now", unavailable);
            return Problem.of(ProblemCode.STORE_UNAVAILABLE,
                    "Nothing is lost; try again in a moment with the same request.").retryAfter(2).toResponse();
        } catch (RuntimeException unexpected) {
            LOG.error("A call failed", unexpected);
            return Problem.of(ProblemCode.INTERNAL_ERROR,
                    "The call failed for a reason on our side; it was logged. It is safe to try again.").toResponse();
        }
    }
}
