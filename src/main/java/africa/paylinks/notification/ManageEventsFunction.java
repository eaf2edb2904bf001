package africa.paylinks.notification;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for all routes of {@code /events}. */
@Singleton
public class ManageEventsFunction {

    private final EventApi events;

    public ManageEventsFunction(EventApi events) {
        this.events = events;
    }

    /** Returns or resends events. */
    @Funq("manage-events")
    public APIGatewayV2HTTPResponse manage(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    private ApiResponse answer(ApiRequest request) {
        boolean hasId = request.parameters().containsKey("id");
        if (request.method().equals("POST")) {
            return hasId ? events.resend(request) : events.resendRange(request);
        }
        return hasId ? events.event(request) : events.search(request);
    }
}
