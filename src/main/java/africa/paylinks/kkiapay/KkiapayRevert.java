package africa.paylinks.kkiapay;

import africa.paylinks.http.Json;
import africa.paylinks.payment.Failure;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.Refunder.Accepted;
import africa.paylinks.provider.Refunder.Declined;
import africa.paylinks.provider.Refunder.NotAsked;
import africa.paylinks.provider.Refunder.RefundOutcome;
import africa.paylinks.provider.Refunder.Undecided;
import java.util.Optional;
import java.util.Set;

/** What KKiaPay answers to a refund, in the words of its SDKs' status list. */
final class KkiapayRevert {

    /** These turn the call away, and leave the transaction as it is. */
    private static final Set<Integer> TURNED_AWAY = Set.of(401, 403, 425, 429);
    private static final int TOOK_TOO_LONG = 408;

    private KkiapayRevert() {
    }

    static RefundOutcome read(String transactionId, Answer answer) {
        String word = Json.readObject(answer.body()).flatMap(KkiapayClient::errorWord).orElse("");
        Optional<Failure> failure = failure(word);
        if (failure.isPresent()) {
            return new Declined(failure.get());
        }
        if (answer.isSuccess()) {
            return Set.of("success", "reverted").contains(word)
                    ? new Accepted(Optional.of(transactionId), true)
                    : new Undecided("answered the refund with nothing that can be read");
        }
        if (TURNED_AWAY.contains(answer.status())) {
            return new NotAsked("turned the refund away with HTTP status " + answer.status());
        }
        boolean refuses = answer.status() >= 400 && answer.status() < 500 && answer.status() != TOOK_TOO_LONG;
        return refuses
                ? new Declined(new Failure("refund-refused", "KKiaPay refused the refund without saying why."))
                : new Undecided("answered the refund with HTTP status " + answer.status());
    }

    private static Optional<Failure> failure(String word) {
        return switch (word) {
            case "insufficient_fund", "insufficient_funds" -> declined("insufficient-funds",
                    "There is not enough money in your KKiaPay account to give this back.");
            case "transaction_not_eligible" -> declined("not-refundable",
                    "KKiaPay says that this payment cannot be refunded, or was before.");
            case "transaction_not_found", "invalid_transaction" -> declined("transaction-not-found",
                    "KKiaPay knows no transaction of this payment.");
            case "invalid_transaction_type" -> declined("refund-not-supported",
                    "KKiaPay does not refund payments of this kind.");
            default -> Optional.empty();
        };
    }

    private static Optional<Failure> declined(String code, String message) {
        return Optional.of(new Failure(code, message));
    }
}
