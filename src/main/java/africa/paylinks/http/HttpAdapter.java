package africa.paylinks.http;

import africa.paylinks.logging.Correlation;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.secrets.SecretsUnavailable;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Adapts HTTP functions to API Gateway: converts an event to a request, and every failure to a response. */
public final class HttpAdapter {

    /** The maximum size of a request body in bytes. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Logger LOG = Logger.getLogger(HttpAdapter.class);

    private HttpAdapter() {
    }

    /** Handles one event; its response has the id by which its log lines are found. Never throws. */
    public static APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent event, Function<ApiRequest, ApiResponse> handler) {
        Optional<String> id = Optional.ofNullable(event.getRequestContext())
                .map(APIGatewayV2HTTPEvent.RequestContext::getRequestId).or(Correlation::requestId);
        return id.map(known -> Correlation.request(known, () -> Problem.withRequestId(handle(event, handler), known)))
                .orElseGet(() -> handle(event, handler)).toGateway();
    }

    private static ApiResponse handle(APIGatewayV2HTTPEvent event, Function<ApiRequest, ApiResponse> handler) {
        try {
            ApiRequest request = ApiRequest.from(event);
            request.paymentId().ifPresent(Correlation::setPayment);
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
                    "Nothing is lost; repeat the same request in a moment.").retryAfter(2).toResponse();
        } catch (RuntimeException unexpected) {
            LOG.error("call-failed", unexpected);
            return Problem.of(ProblemCode.INTERNAL_ERROR,
                    "The request failed because of an error on our side, which was logged. It is safe to retry.").toResponse();
        }
    }
}
