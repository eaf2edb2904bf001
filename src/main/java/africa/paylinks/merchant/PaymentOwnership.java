package africa.paylinks.merchant;

import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.Payment;
import java.util.Optional;

/** A merchant sees its own payments; those of others do not exist for it. */
public final class PaymentOwnership {

    private PaymentOwnership() {
    }

    /**
     * The payment that was found, if it is the merchant's.
     *
     * @throws ProblemException 404 when it is not, or there is none
     */
    public static Payment of(String merchant, Optional<Payment> found) {
        return found.filter(payment -> payment.terms().merchant().equals(merchant))
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                        "There is no such payment. Use the id that its creation answered with.")));
    }
}
