package africa.paylinks.payment;

import java.util.List;
import java.util.Optional;

/** Some of a merchant's payments, and where to go on if there may be more. */
public record PaymentPage(List<Payment> payments, Optional<PaymentSearch.Position> next) {

    public PaymentPage {
        payments = List.copyOf(payments);
    }
}
