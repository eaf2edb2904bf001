package africa.paylinks.provider;

import africa.paylinks.payment.Customer;
import africa.paylinks.payment.PastedText;
import africa.paylinks.payment.PaymentTerms;
import java.util.Optional;

/** A provider that debits an account when its holder agrees on the phone; it has no page, so ours asks for the phone. */
public interface CustomerDebit extends LinkCreator {

    /** Whether the customer's bank must be known as well. */
    boolean needsBank();

    /** The number that a customer means, with country code; empty when it is none that the provider could debit. */
    default Optional<String> phone(String written) {
        return Optional.of(PastedText.phone(written)).filter(Customer::isPhone);
    }

    /**
     * Asks the provider to debit the customer, with the payment's id as reference. Asking again for the same payment is
     * harmless: the provider knows the reference, and that counts as {@link Created}.
     *
     * @param phone the number with country code, such as {@code +233241234567}
     * @param bank  the bank's identifier at the provider
     * @throws ProviderNotConfigured when the provider cannot be asked
     */
    Outcome startDebit(PaymentTerms terms, String phone, Optional<String> bank, PublicAddress address);
}
