package africa.paylinks.checkout;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.WarmUp;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Handles {@code GET /l/{id}}, {@code POST /l/{id}}, {@code GET /l/{id}/poster} and {@code GET /links/{id}/qr.svg}. */
@Singleton
public class LinkPageFunction implements WarmUp {

    private final LinkCheckout links;

    public LinkPageFunction(LinkCheckout links) {
        this.links = links;
    }

    @Override
    public void prepare() {
        links.prepare();
    }

    /** Serves the page of a reusable link, its QR code and its poster, and makes its payments. */
    @Funq("link-page")
    public APIGatewayV2HTTPResponse serve(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    ApiResponse answer(ApiRequest request) {
        if (request.method().equals("POST")) {
            return links.pay(request);
        } else if (request.path().endsWith("/qr.svg")) {
            return links.qrCode(request);
        }
        return request.path().endsWith("/poster") ? links.poster(request) : links.page(request);
    }
}
