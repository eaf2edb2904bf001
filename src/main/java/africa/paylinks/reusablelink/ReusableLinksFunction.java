package africa.paylinks.reusablelink;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for all routes of {@code /links} that merchants call. */
@Singleton
public class ReusableLinksFunction {

    private final ReusableLinkService links;

    public ReusableLinksFunction(ReusableLinkService links) {
        this.links = links;
    }

    /** Creates, returns or changes reusable links. */
    @Funq("links")
    public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    ApiResponse answer(ApiRequest request) {
        boolean reads = request.method().equals("GET");
        if (!request.parameters().containsKey("id")) {
            return reads ? links.search(request) : links.create(request);
        } else if (!reads) {
            return links.change(request);
        }
        return request.path().endsWith("/payments") ? links.payments(request) : links.find(request);
    }
}
