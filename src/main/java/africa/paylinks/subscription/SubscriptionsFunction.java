package africa.paylinks.subscription;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.WarmUp;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for all routes of {@code /subscriptions}. */
@Singleton
public class SubscriptionsFunction implements WarmUp {

    private final SubscriptionCreation creation;
    private final SubscriptionLookup lookup;
    private final SubscriptionCommands commands;
    private final SubscriptionCharging charging;

    public SubscriptionsFunction(SubscriptionCreation creation, SubscriptionLookup lookup, SubscriptionCommands commands,
            SubscriptionCharging charging) {
        this.creation = creation;
        this.lookup = lookup;
        this.commands = commands;
        this.charging = charging;
    }

    @Override
    public void prepare() {
        charging.prepare();
    }

    /** Creates, returns or changes subscriptions. */
    @Funq("subscriptions")
    public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    ApiResponse answer(ApiRequest request) {
        boolean reads = request.method().equals("GET");
        if (!request.parameters().containsKey("id")) {
            return reads ? lookup.search(request) : creation.create(request);
        } else if (request.method().equals("PATCH")) {
            return commands.change(request);
        }
        return switch (request.path().substring(request.path().lastIndexOf('/') + 1)) {
            case "periods" -> lookup.periods(request);
            case "events" -> lookup.events(request);
            case "pause" -> commands.pause(request);
            case "resume" -> commands.resume(request);
            case "cancel" -> commands.cancel(request);
            case "pay" -> commands.pay(request);
            default -> lookup.subscription(request);
        };
    }
}
