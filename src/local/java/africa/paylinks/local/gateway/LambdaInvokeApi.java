package africa.paylinks.local.gateway;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.RequestHandler;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Simulates Lambda's invoke API, for example for {@code aws lambda invoke --endpoint-url}, and passes every other request to
 * another handler.
 */
public final class LambdaInvokeApi implements RequestHandler {

    private static final Logger LOG = Logger.getLogger(LambdaInvokeApi.class);
    private static final Pattern PATH = Pattern.compile("/2015-03-31/functions/(?:paylinks-local-)?([A-Za-z0-9-]+)(?::live)?/invocations");

    private final Functions functions;
    private final RequestHandler fallback;

    /** Connects the functions, by export name, and the handler of other requests. */
    public LambdaInvokeApi(Functions functions, RequestHandler fallback) {
        this.functions = functions;
        this.fallback = fallback;
    }

    @Override
    public LocalResponse answer(LocalRequest call) throws Exception {
        Matcher path = PATH.matcher(call.path());
        return path.matches() && call.method().equals("POST") ? invoked(path.group(1), call) : fallback.answer(call);
    }

    private LocalResponse invoked(String function, LocalRequest call) {
        byte[] event = call.body().length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : call.body();
        try {
            byte[] answer = functions.invoke(function, event);
            boolean isAwaited = call.header("x-amz-invocation-type").filter("Event"::equals).isEmpty();
            return isAwaited ? LocalResponse.of(200, "application/json", answer) : LocalResponse.empty(202);
        } catch (UnknownFunction unknown) {
            return LocalResponse.json(404, Json.object().put("Type", "User").put("Message", "Function not found: " + function))
                    .with("X-Amzn-ErrorType", "ResourceNotFoundException");
        } catch (Exception | LinkageError e) {
            LOG.errorf(e, "%s failed", function);
            return LocalResponse.json(200, Json.object().put("errorMessage", String.valueOf(e.getMessage())).put("errorType", e.getClass().getName()))
                    .with("X-Amz-Function-Error", "Unhandled");
        }
    }
}
