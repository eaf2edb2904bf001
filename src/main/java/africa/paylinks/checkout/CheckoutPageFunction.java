package africa.paylinks.checkout;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/**
 * Handles {@code GET /pay/{id}}, {@code POST /pay/{id}}, {@code GET /pay/{id}/status} and {@code GET /pay/{id}/qr.svg}, and the
 * branding of the pages:
 * {@code GET /logos/{logo}} and {@code GET /merchant}.
 */
@Singleton
public class CheckoutPageFunction {

    private final Checkout checkout;
    private final LogoAnswer logos;
    private final MerchantAnswer merchants;

    public CheckoutPageFunction(Checkout checkout, LogoAnswer logos, MerchantAnswer merchants) {
        this.checkout = checkout;
        this.logos = logos;
        this.merchants = merchants;
    }

    /** Serves the checkout page, its QR code, its status call, a logo, or the merchant's branding. */
    @Funq("checkout-page")
    public APIGatewayV2HTTPResponse serve(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    private ApiResponse answer(ApiRequest request) {
        if (request.parameters().containsKey("logo")) {
            return logos.logo(request);
        }
        if (!request.parameters().containsKey("id")) {
            return merchants.merchant(request);
        }
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
