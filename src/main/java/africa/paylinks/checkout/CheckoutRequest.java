package africa.paylinks.checkout;

import africa.paylinks.http.ApiRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * A request for the page: the language, and where the customer comes from according to the query. The query proves
 * nothing.
 *
 * @param chosenLanguage whether the customer chose the language, so that links keep it
 * @param returned       whether the customer returns from a provider and may have paid
 * @param transactionId  the provider's transaction that the customer returns from
 * @param debit          the outcome of the debit that the customer just requested
 * @param check          whether the page has no scripts and refreshes itself instead of polling the status call
 */
record CheckoutRequest(Language language, boolean chosenLanguage, boolean returned, Optional<String> transactionId,
        Optional<Debit> debit, boolean check) {

    /** The outcome of a debit request, or the wish to correct its number. */
    enum Debit {
        ASKED, UNKNOWN, CORRECTING;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern TRANSACTION = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** A request whose payment, and so its merchant, is unknown. */
    static CheckoutRequest of(ApiRequest request) {
        return of(request, Optional.empty());
    }

    /** @param merchants the language of the payment's merchant */
    static CheckoutRequest of(ApiRequest request, Optional<Language> merchants) {
        Optional<Language> chosen = request.queryParameter("lang").flatMap(Language::named);
        Optional<String> transaction = request.queryParameter("transaction_id")
                .filter(id -> TRANSACTION.matcher(id).matches());
        boolean cancelled = request.queryParameter("status").filter(value -> value.toLowerCase(Locale.ROOT).startsWith("cancel"))
                .isPresent();
        Optional<Debit> debit = request.queryParameter("debit").flatMap(CheckoutRequest::debit);
        return new CheckoutRequest(Language.of(chosen, request.header("accept-language").orElse(""), merchants),
                chosen.isPresent(), transaction.isPresent() || request.queryParameter("status").isPresent() && !cancelled,
                transaction, debit, request.queryParameter("check").isPresent());
    }

    private static Optional<Debit> debit(String value) {
        return Arrays.stream(Debit.values()).filter(debit -> debit.wireName().equals(value)).findFirst();
    }

    /** The same request without its origin. */
    CheckoutRequest plain() {
        return new CheckoutRequest(language, chosenLanguage, false, Optional.empty(), Optional.empty(), false);
    }

    /** The same request, returning from a transaction. */
    CheckoutRequest returnedFrom(String transactionId) {
        return new CheckoutRequest(language, chosenLanguage, true, Optional.of(transactionId), debit, check);
    }

    /** The same request after a debit request. */
    CheckoutRequest after(Debit state) {
        return new CheckoutRequest(language, chosenLanguage, false, Optional.empty(), Optional.of(state), false);
    }

    /** The same request in another language. */
    CheckoutRequest translated(Language other) {
        return new CheckoutRequest(other, true, returned, transactionId, debit, false);
    }

    /** Whether the customer corrects the number of an open debit. */
    boolean isCorrecting() {
        return debit.equals(Optional.of(Debit.CORRECTING));
    }

    /** The same request to correct the number of an open debit. */
    CheckoutRequest correcting() {
        return after(Debit.CORRECTING);
    }

    /** The same request as a refresh of a page without scripts. */
    CheckoutRequest checking() {
        return new CheckoutRequest(language, chosenLanguage, returned, transactionId, debit, true);
    }

    /** The query string: empty, or starting with a question mark. */
    String query() {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (chosenLanguage) {
            query.add("lang=" + language.tag());
        }
        transactionId.ifPresent(id -> query.add("transaction_id=" + URLEncoder.encode(id, StandardCharsets.UTF_8)));
        if (returned && transactionId.isEmpty()) {
            query.add("status=returned");
        }
        debit.ifPresent(state -> query.add("debit=" + state.wireName()));
        if (check) {
            query.add("check=1");
        }
        return query.toString();
    }
}
