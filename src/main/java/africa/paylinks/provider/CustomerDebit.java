package africa.paylinks.provider;

import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.PhoneNumbers;
import java.util.Optional;

/**
 * A provider that debits an account after its holder approves on the phone. It has no payment page, so ours asks for the
 * phone number.
 */
public interface CustomerDebit extends LinkCreator {

    /** Whether the debit also needs the customer's bank. */
    boolean needsBank();

    /** Parses a phone number that a customer typed; with country code, or empty when the provider cannot debit it. */
    default Optional<String> phone(String written) {
        return PhoneNumbers.read(written, Optional.empty());
    }

    /**
     * Asks the provider to debit the customer, with the payment's id as reference. You can repeat the call for the same
     * payment: a reference that the provider already knows counts as {@link Created}.
     *
     * @param phone the number with country code, such as {@code +233241234567}
     * @param bank  the bank's identifier at the provider
     * @throws ProviderNotConfigured when the provider is not configured
     */
    default Outcome startDebit(PaymentTerms terms, String phone, Optional<String> bank, PublicAddress address) {
        return startDebit(terms, 1, phone, bank, address);
    }

    /**
     * The same for a debit with a number: a corrected phone number needs a new debit, with a reference of its own
     * ({@link africa.paylinks.payment.Debits#reference}).
     */
    Outcome startDebit(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address);
}
