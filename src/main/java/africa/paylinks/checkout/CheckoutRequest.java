package africa.paylinks.checkout;

import africa.paylinks.http.ApiRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * How a customer comes to the page: the language, and what the address says of the way that led here. None of it is
 * proof of anything.
 *
 * @param chosenLanguage whether the customer chose the language, so that links keep it
 * @param returned       whether a provider sent the customer back, saying that there may be a payment
 * @param transactionId  the attempt that the provider named when it sent the customer back
 * @param debit          that the customer has asked for a debit just before
 * @param check          whether this is a page without scripts that renews itself, and so stands in for the status call
 */
record CheckoutRequest(Language language, boolean chosenLanguage, boolean returned, Optional<String> transactionId,
        Optional<Debit> debit, boolean check) {

    /** How the debit that the customer asked for went. */
    enum Debit {
        ASKED, UNKNOWN;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern TRANSACTION = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    static CheckoutRequest of(ApiRequest request) {
        Optional<Language> chosen = request.queryParameter("lang").flatMap(Language::named);
        Optional<String> transaction = request.queryParameter("transaction_id")
                .filter(id -> TRANSACTION.matcher(id).matches());
        boolean cancelled = request.queryParameter("status").filter(word -> word.toLowerCase(Locale.ROOT).startsWith("cancel"))
                .isPresent();
        Optional<Debit> debit = request.queryParameter("debit").flatMap(CheckoutRequest::debit);
        return new CheckoutRequest(chosen.orElseGet(() -> Language.preferred(request.header("accept-language").orElse(""))),
                chosen.isPresent(), transaction.isPresent() || request.queryParameter("status").isPresent() && !cancelled,
                transaction, debit, request.queryParameter("check").isPresent());
    }

    private static Optional<Debit> debit(String word) {
        return word.equals("asked") ? Optional.of(Debit.ASKED)
                : word.equals("unknown") ? Optional.of(Debit.UNKNOWN) : Optional.empty();
    }

    /** The same visit, no more saying how it came about. */
    CheckoutRequest plain() {
        return new CheckoutRequest(language, chosenLanguage, false, Optional.empty(), Optional.empty(), false);
    }

    /** The same visit of a customer who is known to have come back from an attempt. */
    CheckoutRequest returnedFrom(String transactionId) {
        return new CheckoutRequest(language, chosenLanguage, true, Optional.of(transactionId), debit, check);
    }

    /** The same visit after a debit was asked for. */
    CheckoutRequest after(Debit asked) {
        return new CheckoutRequest(language, chosenLanguage, false, Optional.empty(), Optional.of(asked), false);
    }

    /** The same visit in the other language. */
    CheckoutRequest translated() {
        return new CheckoutRequest(language.other(), true, returned, transactionId, debit, false);
    }

    /** The same visit as a page without scripts renews it. */
    CheckoutRequest checking() {
        return new CheckoutRequest(language, chosenLanguage, returned, transactionId, debit, true);
    }

    /** What says all this in an address: empty, or beginning with a question mark. */
    String query() {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (chosenLanguage) {
            query.add("lang=" + language.code());
        }
        transactionId.ifPresent(id -> query.add("transaction_id=" + URLEncoder.encode(id, StandardCharsets.UTF_8)));
        if (returned && transactionId.isEmpty()) {
            query.add("status=returned");
        }
        debit.ifPresent(asked -> query.add("debit=" + asked.wireName()));
        if (check) {
            query.add("check=1");
        }
        return query.toString();
    }
}
