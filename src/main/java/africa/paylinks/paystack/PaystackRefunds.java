package africa.paylinks.paystack;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import africa.paylinks.provider.RefundDirectory.ListedRefund;
import africa.paylinks.provider.RefundDiscovery.ProviderRefund;
import africa.paylinks.provider.RefundLookup.ProviderRefundStatus;
import africa.paylinks.provider.RefundLookup.RefundCompleted;
import africa.paylinks.provider.RefundLookup.RefundFailed;
import africa.paylinks.provider.RefundLookup.RefundInProgress;
import africa.paylinks.provider.RefundLookup.RefundNotFound;
import africa.paylinks.provider.RefundLookup.RefundUnknown;
import africa.paylinks.provider.RefundMark;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import africa.paylinks.provider.Refunder.Accepted;
import africa.paylinks.provider.Refunder.Declined;
import africa.paylinks.provider.Refunder.RefundOutcome;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Maps Paystack's refunds. Paystack accepts no reference for a refund, so Paylinks puts payment and refund id at the start of
 * the merchant's note, and recognizes its refunds by them.
 */
final class PaystackRefunds {

    private static final Failure FAILED = new Failure("refund-failed", "Paystack could not refund the payment.");

    private PaystackRefunds() {
    }

    /** Maps a successful answer to a refund request. */
    static RefundOutcome outcome(JsonValue refund) {
        Progress progress = progress(refund);
        return progress == Progress.FAILED ? new Declined(FAILED) : new Accepted(Json.text(refund, "id"), progress == Progress.DONE);
    }

    /** Maps the refund that Paystack returned for the id of ours. */
    static ProviderRefundStatus status(JsonValue found, Refund refund) {
        if (mark(found).filter(notice -> !notice.refundId().equals(refund.id())).isPresent()) {
            return new RefundUnknown("returned another refund");
        }
        Optional<String> id = Json.text(found, "id");
        if (!PaystackAmount.read(found).equals(Optional.of(refund.amount()))) {
            return new RefundUnknown("has it with another amount");
        }
        return switch (progress(found)) {
            case DONE -> new RefundCompleted(id);
            case FAILED -> new RefundFailed(FAILED);
            case ON_ITS_WAY -> new RefundInProgress(id);
            case BLOCKED -> new RefundUnknown("needs the customer's account for it: enter it on Paystack's dashboard");
        };
    }

    /** Whether a listed refund is of a transaction. Paystack's samples name its id, its description names the reference too. */
    static boolean isOf(JsonValue entry, PaystackTransaction transaction) {
        Optional<String> id = Json.text(entry, "transaction");
        return id.isPresent() ? id.equals(transaction.id()) : Json.text(entry, "transaction_reference").equals(transaction.reference());
    }

    /** Finds a refund whose id is not known in the list of its transaction's refunds. */
    static ProviderRefundStatus find(List<JsonValue> listed, Refund refund) {
        Optional<JsonValue> match = listed.stream().filter(entry -> mark(entry)
                .filter(notice -> notice.refundId().equals(refund.id())).isPresent()).findFirst();
        if (match.isPresent()) {
            return status(match.get(), refund);
        }
        // A refund without our note may be ours with its note lost.
        return listed.stream().noneMatch(entry -> mark(entry).isEmpty() && PaystackAmount.read(entry).equals(Optional.of(refund.amount())))
                ? new RefundNotFound()
                : new RefundUnknown("lists a refund of that amount without our reference");
    }

    /** Refunds that carry our mark for this payment and did not fail; of the others, nobody knows whose they are. */
    static List<ListedRefund> list(List<JsonValue> listed, Payment payment) {
        return listed.stream().filter(entry -> progress(entry) != Progress.FAILED)
                .flatMap(entry -> mark(entry).filter(notice -> notice.paymentId().equals(payment.id()))
                        .flatMap(notice -> amount(entry, payment).map(amount -> new ListedRefund(notice.refundId(), amount, Json.text(entry, "id")))).stream())
                .toList();
    }

    /** All refunds that did not fail. An entry without an id or a readable amount cannot be booked. */
    static List<ProviderRefund> listAll(List<JsonValue> listed, Payment payment) {
        return listed.stream().filter(entry -> progress(entry) != Progress.FAILED)
                .flatMap(entry -> Json.text(entry, "id").stream().flatMap(id -> amount(entry, payment)
                        .map(amount -> new ProviderRefund(id, mark(entry).filter(notice -> notice.paymentId().equals(payment.id()))
                                .map(RefundNotice::refundId), amount, progress(entry) == Progress.DONE, createdAt(entry))).stream()))
                .toList();
    }

    private static Optional<Instant> createdAt(JsonValue entry) {
        try {
            return Json.text(entry, "createdAt").or(() -> Json.text(entry, "created_at")).map(Instant::parse);
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** The refund of Paylinks that a webhook names, which of Paystack's samples only one does. */
    static Optional<RefundNotice> notice(byte[] body) {
        return PaystackNotification.refund(body).flatMap(PaystackRefunds::mark);
    }

    /** The reference of the transaction, one of ours, of which a webhook reports a refund without naming it. */
    static Optional<String> transaction(byte[] body) {
        return PaystackNotification.refund(body).filter(data -> mark(data).isEmpty()).flatMap(data -> Json.text(data, "transaction_reference"))
                .filter(reference -> PaystackReference.paymentId(reference).isPresent());
    }

    private static Optional<Money> amount(JsonValue entry, Payment payment) {
        return PaystackAmount.read(entry).filter(amount -> amount.minor() > 0 && amount.currency().equals(payment.terms().amount().currency()));
    }

    private static Optional<RefundNotice> mark(JsonValue entry) {
        return Json.text(entry, "merchant_note").flatMap(RefundMark::read);
    }

    private static Progress progress(JsonValue refund) {
        return switch (Json.text(refund, "status").orElse("").trim().toLowerCase(Locale.ROOT)) {
            case "processed" -> Progress.DONE;
            case "failed" -> Progress.FAILED;
            case "needs-attention" -> Progress.BLOCKED;
            default -> Progress.ON_ITS_WAY;
        };
    }

    private enum Progress {
        ON_ITS_WAY, DONE, FAILED, BLOCKED
    }
}
