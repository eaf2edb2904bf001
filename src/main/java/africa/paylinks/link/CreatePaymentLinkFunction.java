package africa.paylinks.link;

import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.WarmUp;
import africa.paylinks.provider.ProviderHttp;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for {@code POST /payment-links}. */
@Singleton
public class CreatePaymentLinkFunction implements WarmUp {

    private final LinkCreation creation;
    private final ProviderHttp http;

    public CreatePaymentLinkFunction(LinkCreation creation, ProviderHttp http) {
        this.creation = creation;
        this.http = http;
    }

    @Override
    public void prepare() {
        http.warmUp();
        creation.prepare();
    }

    /** Creates a payment and its link, once per idempotency key. */
    @Funq("create-payment-link")
    public APIGatewayV2HTTPResponse create(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, creation::create);
    }
}
