package africa.paylinks.payment;

import java.util.List;
import java.util.Optional;

/** A page of a merchant's payments, and the position of the next one if there may be more. */
public record PaymentPage(List<Payment> payments, Optional<PaymentSearch.Position> next) {

    public PaymentPage {
        payments = List.copyOf(payments);
    }
}
