package africa.paylinks.lookup;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import africa.paylinks.report.DailyReports;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/**
 * Lambda function for {@code GET /payments}, {@code GET /payments/{id}}, {@code GET /payments/{id}/events}, {@code GET /refunds} and
 * {@code GET /reports/daily}.
 */
@Singleton
public class GetPaymentFunction {

    private static final String DAILY_REPORT = "/reports/daily";

    private final PaymentLookup lookup;
    private final RefundListing refunds;
    private final DailyReports reports;

    public GetPaymentFunction(PaymentLookup lookup, RefundListing refunds, DailyReports reports) {
        this.lookup = lookup;
        this.refunds = refunds;
        this.reports = reports;
    }

    /** Returns a payment, its audit trail, a merchant's payments or refunds, or their daily totals. */
    @Funq("get-payment")
    public APIGatewayV2HTTPResponse get(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    private ApiResponse answer(ApiRequest request) {
        if (request.path().endsWith(DAILY_REPORT)) {
            return reports.answer(request);
        }
        if (!request.parameters().containsKey("id")) {
            return request.path().endsWith("/refunds") ? refunds.search(request) : lookup.search(request);
        }
        return request.path().endsWith("/events") ? lookup.history(request) : lookup.payment(request);
    }
}
