package africa.paylinks.subscription;

import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A validated request for a subscription. */
record SubscriptionRequest(Optional<String> provider, Optional<PaymentMethod> method, Money amount, Customer customer,
        Optional<String> description, BillingCalendar calendar, OptionalInt payments, DunningPolicy policy, int remindDaysBefore,
        Map<String, String> metadata) {
}
