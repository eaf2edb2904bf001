package africa.paylinks.aws;

import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds a customer's personal data in other texts, such as a provider's message. */
final class PersonalText {

    /** Replaces a text that was, or may have been, personal. */
    static final String ERASED = "(erased)";

    private static final int SHORTEST = 3;

    private final List<Pattern> patterns;

    private PersonalText(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    /** The personal data of a payment; phone numbers also without their plus sign. */
    static PersonalText of(Payment payment) {
        Customer customer = payment.terms().customer();
        Optional<BankAccount> account = payment.instructions().flatMap(PaymentInstructions::bankAccount);
        return of(Stream.concat(texts(customer), Stream.of(account.map(BankAccount::number), account.map(BankAccount::name))));
    }

    static PersonalText of(Customer customer) {
        return of(texts(customer));
    }

    /** The personal data of an account, or of one side of a transfer. */
    static PersonalText of(Optional<String> id, Optional<String> name, Optional<String> phone) {
        return of(texts(new Customer(id, name, Optional.empty(), phone, Optional.empty())));
    }

    private static Stream<Optional<String>> texts(Customer customer) {
        return Stream.of(customer.id(), customer.name(), customer.email(), customer.phone(),
                customer.phone().map(phone -> phone.substring(1)));
    }

    private static PersonalText of(Stream<Optional<String>> texts) {
        return new PersonalText(texts.flatMap(Optional::stream)
                .filter(text -> text.strip().length() >= SHORTEST)
                .map(text -> Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(text.strip()) + "(?![\\p{L}\\p{N}])",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)).toList());
    }

    boolean isIn(String text) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
    }
}
