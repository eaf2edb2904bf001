package africa.paylinks.link;

import africa.paylinks.http.HttpDoor;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** The door of {@code POST /payment-links}. */
@Singleton
public class CreatePaymentLinkFunction {

    private final LinkCreation creation;

    public CreatePaymentLinkFunction(LinkCreation creation) {
        this.creation = creation;
    }

    /** Creates a payment and its link, once per idempotency key. */
    @Funq("create-payment-link")
    public APIGatewayV2HTTPResponse create(APIGatewayV2HTTPEvent event) {
        return HttpDoor.answer(event, creation::create);
    }
}
