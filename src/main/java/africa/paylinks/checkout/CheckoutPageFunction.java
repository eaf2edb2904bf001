package africa.paylinks.checkout;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Handles {@code GET /pay/{id}}, {@code POST /pay/{id}}, {@code GET /pay/{id}/status} and {@code GET /pay/{id}/qr.svg}. */
@Singleton
public class CheckoutPageFunction {

    private final Checkout checkout;

    public CheckoutPageFunction(Checkout checkout) {
        this.checkout = checkout;
    }

    /** Serves the checkout page, its QR code and its status call. */
    @Funq("checkout-page")
    public APIGatewayV2HTTPResponse serve(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    private ApiResponse answer(ApiRequest request) {
        if (request.method().equals("POST")) {
            return checkout.pay(request);
        }
        if (request.path().endsWith("/" + request.parameters().get("id") + "/qr.svg")) {
            return checkout.qrCode(request);
        }
        return request.path().endsWith("/" + request.parameters().get("id") + "/status")
                ? checkout.status(request)
                : checkout.page(request);
    }
}
