package africa.paylinks.subscription;

import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was agreed with the customer.
 *
 * @param provider         the provider that charges, fixed at creation
 * @param payments         how many payments there are; empty for no end
 * @param remindDaysBefore how many days before each charge the merchant is reminded; 0 for not at all
 * @param metadata         the merchant's key-value pairs, returned unchanged
 */
public record SubscriptionTerms(String id, String merchant, Customer customer, String provider, PaymentMethod method, Money amount,
        Optional<String> description, BillingCalendar calendar, OptionalInt payments, DunningPolicy policy, int remindDaysBefore,
        Map<String, String> metadata, Instant createdAt) {

    /** The default of {@code remindDaysBefore}. */
    public static final int DEFAULT_REMINDER = 3;

    public SubscriptionTerms {
        metadata = Map.copyOf(metadata);
    }
}
