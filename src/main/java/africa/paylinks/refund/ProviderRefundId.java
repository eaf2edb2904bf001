package africa.paylinks.refund;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;

/** Our id of a refund that was made at the provider: always the same for the same refund, so that it is booked once. */
final class ProviderRefundId {

    private ProviderRefundId() {
    }

    /** @param providerReference the provider's id of the refund */
    static String of(Payment payment, String providerReference) {
        return PaymentIds.derived("ref", Sha256.of(payment.terms().provider() + "\n" + payment.id() + "\n" + providerReference));
    }
}
