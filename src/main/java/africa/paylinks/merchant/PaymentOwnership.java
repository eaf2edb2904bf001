package africa.paylinks.merchant;

import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.Payment;
import java.util.Optional;

/** Restricts a merchant to its own payments; those of others appear as not found. */
public final class PaymentOwnership {

    private PaymentOwnership() {
    }

    /**
     * The payment, if it belongs to the merchant.
     *
     * @throws ProblemException 404 when it does not, or there is none
     */
    public static Payment of(String merchant, Optional<Payment> found) {
        return found.filter(payment -> payment.terms().merchant().equals(merchant))
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                        "There is no such payment. Use the id from the response to its creation.")));
    }
}
