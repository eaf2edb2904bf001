package africa.paylinks.http;

import africa.paylinks.logging.Correlation;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.secrets.SecretsUnavailable;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The way in and out of every HTTP function: an event becomes a request, and whatever goes wrong becomes an answer. */
public final class HttpAdapter {

    /** The largest body that is read, in bytes. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Logger LOG = Logger.getLogger(HttpAdapter.class);

    private HttpAdapter() {
    }

    /** Answers one event, with the id under which its lines are found; never throws. */
    public static APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent event, Function<ApiRequest, ApiResponse> handler) {
        Optional<String> id = Optional.ofNullable(event.getRequestContext())
                .map(APIGatewayV2HTTPEvent.RequestContext::getRequestId).or(Correlation::requestId);
        return id.map(known -> Correlation.request(known, () -> Problem.identified(handle(event, handler), known)))
                .orElseGet(() -> handle(event, handler)).toGateway();
    }

    private static ApiResponse handle(APIGatewayV2HTTPEvent event, Function<ApiRequest, ApiResponse> handler) {
        try {
            ApiRequest request = ApiRequest.from(event);
            request.paymentId().ifPresent(Correlation::about);
            if (request.body().length > MAX_BODY_BYTES) {
                return Problem.of(ProblemCode.PAYLOAD_TOO_LARGE,
                        "Send at most " + MAX_BODY_BYTES + " bytes.").toResponse();
            }
            return handler.apply(request);
        } catch (ProblemException stopped) {
            return stopped.problem().toResponse();
        } catch (StoreUnavailable | SecretsUnavailable unavailable) {
            LOG.error("call-unavailable", unavailable);
            return Problem.of(ProblemCode.STORE_UNAVAILABLE,
                    "Nothing is lost; try again in a moment with the same request.").retryAfter(2).toResponse();
        } catch (RuntimeException unexpected) {
            LOG.error("call-failed", unexpected);
            return Problem.of(ProblemCode.INTERNAL_ERROR,
                    "The call failed for a reason on our side; it was logged. It is safe to try again.").toResponse();
        }
    }
}
