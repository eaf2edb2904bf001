package africa.paylinks.kkiapay;

import africa.paylinks.http.Json;
import africa.paylinks.payment.Failure;
import africa.paylinks.provider.AnswerStatus;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.Refunder.Accepted;
import africa.paylinks.provider.Refunder.Declined;
import africa.paylinks.provider.Refunder.NotRequested;
import africa.paylinks.provider.Refunder.RefundOutcome;
import africa.paylinks.provider.Refunder.Unanswered;
import africa.paylinks.provider.Refunder.Undecided;
import africa.paylinks.provider.StatusLookup;
import java.util.Optional;
import java.util.Set;

/** Maps KKiaPay's answers to a refund, by the status list of its SDKs. */
final class KkiapayRefundAnswer {

    private KkiapayRefundAnswer() {
    }

    static RefundOutcome read(String transactionId, Answer answer) {
        String errorText = Json.readObject(answer.body()).flatMap(KkiapayClient::errorCode).orElse("");
        Optional<Failure> failure = failure(errorText);
        if (failure.isPresent()) {
            return new Declined(failure.get());
        }
        if (answer.isSuccess()) {
            return Set.of("success", "reverted").contains(errorText)
                    ? new Accepted(Optional.of(transactionId), true)
                    : new Undecided("answered the refund with an unreadable body");
        }
        if (AnswerStatus.isRejection(answer.status())) {
            return new NotRequested("rejected the refund with HTTP status " + answer.status());
        }
        if (answer.refusesRequest()) {
            return new Declined(new Failure("refund-refused", "KKiaPay refused the refund without a reason."));
        }
        String reason = "answered the refund with HTTP status " + answer.status();
        return StatusLookup.concernsProvider(answer.status()) ? new Unanswered(reason) : new Undecided(reason);
    }

    private static Optional<Failure> failure(String errorText) {
        return switch (errorText) {
            case "insufficient_fund", "insufficient_funds" -> declined("insufficient-funds",
                    "Your KKiaPay account has too little money for this refund.");
            case "transaction_not_eligible" -> declined("not-refundable",
                    "KKiaPay reports that this payment cannot be refunded, or is refunded already.");
            case "transaction_not_found", "invalid_transaction" -> declined("transaction-not-found",
                    "KKiaPay has no transaction for this payment.");
            case "invalid_transaction_type" -> declined("refund-not-supported",
                    "KKiaPay does not refund payments of this kind.");
            default -> Optional.empty();
        };
    }

    private static Optional<Failure> declined(String code, String message) {
        return Optional.of(new Failure(code, message));
    }
}
