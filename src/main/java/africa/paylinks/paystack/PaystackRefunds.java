package africa.paylinks.paystack;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import africa.paylinks.provider.RefundDirectory.ListedRefund;
import africa.paylinks.provider.RefundLookup.ProviderRefundStatus;
import africa.paylinks.provider.RefundLookup.RefundCompleted;
import africa.paylinks.provider.RefundLookup.RefundFailed;
import africa.paylinks.provider.RefundLookup.RefundInProgress;
import africa.paylinks.provider.RefundLookup.RefundNotFound;
import africa.paylinks.provider.RefundLookup.RefundUnknown;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import africa.paylinks.provider.Refunder.Accepted;
import africa.paylinks.provider.Refunder.Declined;
import africa.paylinks.provider.Refunder.RefundOutcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Maps Paystack's refunds. Paystack accepts no reference for a refund, so Paylinks puts payment and refund id at the start of
 * the merchant's note, and recognizes its refunds by them.
 */
final class PaystackRefunds {

    private static final Pattern MARK = Pattern.compile("^\\s*\\[([A-Za-z0-9_-]{1,50})/([A-Za-z0-9_]{1,50})]");
    private static final Failure FAILED = new Failure("refund-failed", "Paystack could not refund the payment.");

    private PaystackRefunds() {
    }

    /** The merchant's note of a refund request. */
    static String note(String paymentId, String refundId, Optional<String> reason) {
        String mark = "[" + paymentId + "/" + refundId + "]";
        return reason.map(why -> mark + " " + why).orElse(mark);
    }

    /** Maps a successful answer to a refund request. */
    static RefundOutcome outcome(JsonValue refund) {
        Progress progress = progress(refund);
        return progress == Progress.FAILED ? new Declined(FAILED) : new Accepted(Json.text(refund, "id"), progress == Progress.DONE);
    }

    /** Maps the refund that Paystack returned for the id of ours. */
    static ProviderRefundStatus status(JsonValue found, Refund refund) {
        if (mark(found).filter(notice -> !notice.refundId().equals(Optional.of(refund.id()))).isPresent()) {
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

    /** Finds a refund whose id is not known in the list of all. */
    static ProviderRefundStatus find(List<JsonValue> listed, String reference, Refund refund) {
        Optional<JsonValue> match = listed.stream().filter(entry -> mark(entry)
                .filter(notice -> notice.refundId().equals(Optional.of(refund.id()))).isPresent()).findFirst();
        if (match.isPresent()) {
            return status(match.get(), refund);
        }
        // A refund without our note may be ours with its note lost.
        return listed.stream().noneMatch(entry -> mark(entry).isEmpty()
                && Json.text(entry, "transaction_reference").map(reference::equals).orElse(true)
                && PaystackAmount.read(entry).equals(Optional.of(refund.amount())))
                        ? new RefundNotFound()
                        : new RefundUnknown("lists a refund of that amount without our reference");
    }

    /** Refunds that carry our mark for this payment and did not fail; of the others, nobody knows whose they are. */
    static List<ListedRefund> list(List<JsonValue> listed, Payment payment) {
        return listed.stream().filter(entry -> progress(entry) != Progress.FAILED)
                .flatMap(entry -> mark(entry).filter(notice -> notice.paymentId().equals(payment.id()))
                        .flatMap(RefundNotice::refundId).flatMap(refundId -> amount(entry, payment)
                                .map(amount -> new ListedRefund(refundId, amount, Json.text(entry, "id")))).stream())
                .toList();
    }

    /** The refund of Paylinks that a webhook is about. Most of Paystack's samples name the transaction only. */
    static Optional<RefundNotice> notice(byte[] body) {
        return PaystackNotification.refund(body).flatMap(data -> mark(data).or(() -> Json.text(data, "transaction_reference")
                .flatMap(PaystackReference::paymentId).map(RefundNotice::ofAny)));
    }

    private static Optional<Money> amount(JsonValue entry, Payment payment) {
        return PaystackAmount.read(entry).filter(amount -> amount.minor() > 0 && amount.currency().equals(payment.terms().amount().currency()));
    }

    private static Optional<RefundNotice> mark(JsonValue entry) {
        return Json.text(entry, "merchant_note").flatMap(note -> {
            Matcher mark = MARK.matcher(note);
            return mark.find() ? Optional.of(new RefundNotice(mark.group(1), mark.group(2))) : Optional.empty();
        });
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
