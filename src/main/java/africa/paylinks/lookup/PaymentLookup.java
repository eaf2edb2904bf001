package africa.paylinks.lookup;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Paging;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.merchant.PaymentOwnership;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentPage;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentStore.StatusCheckCaller;
import africa.paylinks.provider.StatusCheck;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Returns a merchant's own payments; those of other merchants appear as not found. */
@Singleton
public final class PaymentLookup {

    private final PaymentStore payments;
    private final Provider<StatusCheck> statusCheck;

    /** @param statusCheck created on first use, because most requests need no provider */
    public PaymentLookup(PaymentStore payments, Provider<StatusCheck> statusCheck) {
        this.payments = payments;
        this.statusCheck = statusCheck;
    }

    /**
     * Answers {@code GET /payments/{id}}. With {@code refresh=true} the provider is asked first, unless it was asked for the
     * merchant recently: the interval grows up to minutes, independently of the payment's page. If the provider does not
     * answer, the response is the payment as known here.
     *
     * @throws ProblemException 404 when the merchant has no such payment, 400 when {@code refresh} is neither true nor false
     */
    public ApiResponse payment(ApiRequest request) {
        Payment payment = findOwned(request);
        boolean refresh = isRequested(request, "refresh") && !payment.status().isPaid();
        if (refresh) {
            statusCheck.get().check(payment, Optional.empty(), StatusCheckCaller.MERCHANT);
        }
        return ApiResponse.json(200, PaymentJson.current(refresh ? findOwned(request) : payment));
    }

    /**
     * Answers {@code GET /payments/{id}/events}.
     *
     * @throws ProblemException 404 when the merchant has no such payment, 400 that lists every invalid parameter
     */
    public ApiResponse history(ApiRequest request) {
        Payment payment = findOwned(request);
        Paging paging = Paging.of(request);
        return ApiResponse.json(200, paging.page("events", payments.history(payment.id()), PaymentJson::history));
    }

    /**
     * Answers {@code GET /payments} in the format that the request accepts.
     *
     * @throws ProblemException 406 when it accepts none that exists, 400 that lists every invalid parameter
     */
    public ApiResponse search(ApiRequest request) {
        String merchant = request.merchant("read");
        PageFormat format = PageFormat.of(request);
        PaymentPage page = payments.search(SearchQuery.read(merchant, request));
        return format.response(request, SearchQuery.FILTERS, new ListPage<>("payments", page.payments(), PaymentJson::current, PaymentCsv.TABLE,
                page.next().map(SearchQuery::cursor)));
    }

    private static boolean isRequested(ApiRequest request, String parameter) {
        String value = request.queryParameter(parameter).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED, "Correct the parameters listed in 'errors'.",
                    List.of(new FieldError("/" + parameter, "Use true or false."))));
        }
        return value.equals("true");
    }

    private Payment findOwned(ApiRequest request) {
        String merchant = request.merchant("read");
        return PaymentOwnership.of(merchant, request.paymentId().flatMap(payments::find));
    }
}
