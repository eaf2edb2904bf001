package africa.paylinks.lookup;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
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
import africa.paylinks.payment.PaymentStore.Asker;
import africa.paylinks.provider.StatusCheck;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Shows a merchant its own payments; those of others do not exist for it. */
@Singleton
public final class PaymentLookup {

    private final PaymentStore payments;
    private final Provider<StatusCheck> statusCheck;

    /** @param statusCheck made when it is first needed: most questions need no provider */
    public PaymentLookup(PaymentStore payments, Provider<StatusCheck> statusCheck) {
        this.payments = payments;
        this.statusCheck = statusCheck;
    }

    /**
     * Answers {@code GET /payments/{id}}; with {@code refresh=true} the provider is asked first, unless it was asked for the
     * merchant just before: the pauses grow up to minutes, and what the payment's page asks does not count. Whatever it does, the payment is answered as it is known here.
     *
     * @throws ProblemException 404 when the merchant has no such payment, 400 when {@code refresh} is neither true nor false
     */
    public ApiResponse payment(ApiRequest request) {
        Payment payment = own(request);
        boolean refresh = isRequested(request, "refresh") && !payment.status().isPaid();
        if (refresh) {
            statusCheck.get().ask(payment, Optional.empty(), Asker.MERCHANT);
        }
        return ApiResponse.json(200, PaymentJson.current(refresh ? own(request) : payment));
    }

    /**
     * Answers {@code GET /payments/{id}/events}.
     *
     * @throws ProblemException 404 when the merchant has no such payment, 400 that names every parameter at fault
     */
    public ApiResponse history(ApiRequest request) {
        Payment payment = own(request);
        Paging paging = Paging.of(request);
        return ApiResponse.json(200, paging.page("events", payments.history(payment.id()), PaymentJson::history));
    }

    /**
     * Answers {@code GET /payments}.
     *
     * @throws ProblemException 400 that names every parameter at fault
     */
    public ApiResponse search(ApiRequest request) {
        PaymentPage page = payments.search(SearchQuery.read(request.merchant("read"), request));
        JsonObject body = Json.object();
        JsonArray list = body.putArray("payments");
        page.payments().forEach(payment -> list.add(PaymentJson.current(payment)));
        return ApiResponse.json(200, body.put("nextCursor", page.next().map(SearchQuery::cursor).orElse(null)));
    }

    private static boolean isRequested(ApiRequest request, String parameter) {
        String value = request.queryParameter(parameter).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED, "Correct the parameters listed in 'errors'.",
                    List.of(new FieldError("/" + parameter, "Use true or false."))));
        }
        return value.equals("true");
    }

    private Payment own(ApiRequest request) {
        String merchant = request.merchant("read");
        return PaymentOwnership.of(merchant, request.paymentId().flatMap(payments::find));
    }
}
