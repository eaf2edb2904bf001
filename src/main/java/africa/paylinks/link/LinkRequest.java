package africa.paylinks.link;

import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A validated request for a payment link. */
record LinkRequest(Optional<String> provider, String orderId, Money amount, Optional<PaymentMethod> method,
        Optional<String> description, Customer customer, Optional<String> redirectUrl, Map<String, String> metadata,
        Optional<Instant> expiresAt) {
}
