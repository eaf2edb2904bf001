package africa.paylinks.checkout;

import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.PastedText;
import africa.paylinks.provider.BankDirectory.Bank;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The form for the account to debit, with the customer's input and its errors.
 *
 * @param banks      the banks to choose from; empty if the provider does not require the bank
 * @param typedPhone the phone number as typed, to redisplay it
 * @param phone      the number to debit, with country code; empty if invalid or missing
 * @param bank       the bank's identifier at the provider
 * @param refusal    why the attempt failed, as a sentence
 * @param closed     whether no more attempts are possible; then there are no fields
 */
record DebitForm(List<Bank> banks, String typedPhone, Optional<String> phone, Optional<String> bank,
        Optional<MessageKey> phoneError, Optional<MessageKey> bankError, Optional<String> refusal, boolean closed) {

    private static final int MAX_TYPED = 32;

    /** The initial form. */
    static DebitForm empty(List<Bank> banks) {
        return new DebitForm(banks, "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), false);
    }

    /**
     * Parses the submitted form. An empty phone means the one in the merchant's request, if there is one.
     *
     * @param reader parses the typed number
     */
    static DebitForm read(byte[] body, Customer customer, List<Bank> banks, Function<String, Optional<String>> reader) {
        Map<String, String> fields = fields(new String(body, StandardCharsets.UTF_8));
        String typed = CodePoints.cut(PastedText.clean(fields.getOrDefault("phone", "")), MAX_TYPED);
        Optional<String> phone = typed.isEmpty() ? customer.phone().flatMap(reader) : reader.apply(typed);
        String identifier = fields.getOrDefault("bank", "");
        Optional<String> bank = banks.stream().map(Bank::identifier).filter(identifier::equals).findFirst();
        Optional<MessageKey> phoneError = Optional.of(typed.isEmpty() ? MessageKey.PHONE_MISSING : MessageKey.PHONE_INVALID)
                .filter(error -> phone.isEmpty());
        return new DebitForm(banks, typed, phone, bank, phoneError,
                Optional.of(MessageKey.BANK_MISSING).filter(error -> !banks.isEmpty() && bank.isEmpty()), Optional.empty(), false);
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return "";
        }
    }

    boolean isComplete() {
        return phoneError.isEmpty() && bankError.isEmpty();
    }

    boolean hasErrors() {
        return !isComplete() || refusal.isPresent();
    }

    /** The same form with the reason of the failure. */
    DebitForm refused(String reason) {
        return new DebitForm(banks, typedPhone, phone, bank, phoneError, bankError, Optional.of(reason), false);
    }

    /** The form of a payment that has used all its attempts. */
    static DebitForm closed(String reason) {
        return new DebitForm(List.of(), "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(reason), true);
    }
}
