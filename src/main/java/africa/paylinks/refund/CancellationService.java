package africa.paylinks.refund;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.merchant.PaymentOwnership;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.refund.LinkCloser.Closing;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;

/** Cancels a merchant's open payment. Repeating the request has no further effect. */
@Singleton
public final class CancellationService {

    private final PaymentStore payments;
    private final LinkCloser links;

    public CancellationService(PaymentStore payments, LinkCloser links) {
        this.payments = payments;
        this.links = links;
    }

    /**
     * Answers {@code POST /payments/{id}/cancel}.
     *
     * @throws ProblemException 404 when the merchant has no such payment, 409 when it is paid, 503 or 504 when the provider
     *                          cannot close its link
     */
    public ApiResponse cancel(ApiRequest request) {
        String merchant = request.merchant("write");
        Payment payment = PaymentOwnership.of(merchant, request.paymentId().flatMap(payments::find));
        String id = payment.id();
        if (payment.status() == PaymentStatus.CANCELLED) {
            return ApiResponse.json(200, PaymentJson.current(payment));
        }
        if (payment.status().isPaid()) {
            throw paid(id);
        }
        return switch (close(payment)) {
            case CLOSED, CLOSED_HERE_ONLY -> ApiResponse.json(200, PaymentJson.current(PaymentOwnership.of(merchant, payments.find(id))));
            case PAID -> throw paid(id);
            case UNDECIDED -> throw new ProblemException(Problem.of(ProblemCode.PROVIDER_TIMEOUT,
                    payment.terms().provider() + " did not confirm that the link is closed, so nothing was changed here."
                            + " Send the request again.").retryAfter(1).about(id));
        };
    }

    private Closing close(Payment payment) {
        try {
            return links.close(payment, "cancelled by the merchant");
        } catch (ProviderNotConfigured | SecretsUnavailable notUsable) {
            throw new ProblemException(Problem.of(ProblemCode.PROVIDER_NOT_CONFIGURED, notUsable.getMessage())
                    .about(payment.id()));
        }
    }

    private static ProblemException paid(String id) {
        return new ProblemException(Problem.of(ProblemCode.PAYMENT_PAID,
                "The payment is already paid and cannot be cancelled. Refund it instead.").about(id));
    }
}
