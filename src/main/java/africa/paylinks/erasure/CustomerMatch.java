package africa.paylinks.erasure;

import africa.paylinks.ledger.Account;
import africa.paylinks.payment.Customer;
import africa.paylinks.transfer.Party;
import java.util.Locale;
import java.util.Optional;

/** Tells whether stored data is about the customer that a request names, by exactly one of the three. */
record CustomerMatch(Optional<String> id, Optional<String> phone, Optional<String> email) {

    static CustomerMatch of(ErasureRequest request) {
        return new CustomerMatch(Optional.ofNullable(request.customerId()), Optional.ofNullable(request.phone()),
                Optional.ofNullable(request.email()).map(CustomerMatch::lowerCase));
    }

    boolean matches(Customer customer) {
        return matches(customer.id(), customer.phone()) || email.isPresent() && customer.email().map(CustomerMatch::lowerCase).equals(email);
    }

    boolean matches(Account account) {
        return matches(Optional.of(account.ownerId()), account.phone());
    }

    boolean matches(Party party) {
        return matches(party.ownerId(), party.phone());
    }

    private boolean matches(Optional<String> anId, Optional<String> aPhone) {
        return id.isPresent() && anId.equals(id) || phone.isPresent() && aPhone.equals(phone);
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
