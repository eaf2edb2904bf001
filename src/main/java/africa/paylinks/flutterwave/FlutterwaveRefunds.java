package africa.paylinks.flutterwave;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.Refund;
import africa.paylinks.provider.RefundDirectory.ListedRefund;
import africa.paylinks.provider.RefundDiscovery.ProviderRefund;
import africa.paylinks.provider.RefundLookup.RefundNotFound;
import africa.paylinks.provider.RefundLookup.RefundFailed;
import africa.paylinks.provider.RefundLookup.RefundInProgress;
import africa.paylinks.provider.RefundLookup.RefundCompleted;
import africa.paylinks.provider.RefundLookup.ProviderRefundStatus;
import africa.paylinks.provider.RefundLookup.RefundUnknown;
import africa.paylinks.provider.RefundMark;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import africa.paylinks.provider.Refunder.Accepted;
import africa.paylinks.provider.Refunder.Declined;
import africa.paylinks.provider.Refunder.RefundOutcome;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Maps Flutterwave's refunds. Flutterwave accepts no reference for a refund, so Paylinks puts payment and refund id at the
 * start of the comments, and recognizes its refunds by them in lists and webhooks.
 */
final class FlutterwaveRefunds {

    private static final Failure FAILED = new Failure("refund-failed", "Flutterwave could not refund the payment.");

    private FlutterwaveRefunds() {
    }

    /** Maps a successful answer to a refund request. */
    static RefundOutcome outcome(FlutterwaveAnswer answer) {
        Progress progress = progress(answer.data());
        return progress == Progress.FAILED ? new Declined(FAILED) : new Accepted(answer.text("id"), progress == Progress.DONE);
    }

    /** Finds a refund in the list of its transaction's refunds. */
    static ProviderRefundStatus find(JsonValue listed, Refund refund) {
        List<JsonValue> refunds = entries(listed);
        Optional<JsonValue> match = refunds.stream().filter(entry -> refund.providerReference().isPresent()
                && Json.text(entry, "id").equals(refund.providerReference())).findFirst()
                .or(() -> refunds.stream().filter(entry -> names(entry, refund)).findFirst());
        if (match.isPresent()) {
            return find(match.get(), refund.amount());
        }
        // A refund without our comments may be ours with its comments lost.
        return refunds.stream().allMatch(entry -> mark(entry).isPresent() || !isOf(entry, refund.amount()))
                ? new RefundNotFound()
                : new RefundUnknown("lists a refund of that amount without our reference");
    }

    /** Refunds that carry our mark for this payment and did not fail; of the others, nobody knows whose they are. */
    static List<ListedRefund> list(JsonValue listed, Payment payment) {
        List<JsonValue> refunds = entries(listed);
        return refunds.stream().filter(entry -> progress(entry) != Progress.FAILED)
                .flatMap(entry -> mark(entry).filter(notice -> notice.paymentId().equals(payment.id()))
                        .flatMap(notice -> amount(entry, payment).map(amount -> new ListedRefund(notice.refundId(), amount, Json.text(entry, "id"))))
                        .stream())
                .toList();
    }

    /** All refunds that did not fail. An entry without an id or a readable amount cannot be booked. */
    static List<ProviderRefund> listAll(JsonValue listed, Payment payment) {
        return entries(listed).stream().filter(entry -> progress(entry) != Progress.FAILED)
                .flatMap(entry -> Json.text(entry, "id").stream().flatMap(id -> amount(entry, payment).filter(amount -> amount.minor() > 0)
                        .map(amount -> new ProviderRefund(id, mark(entry).filter(notice -> notice.paymentId().equals(payment.id()))
                                .map(RefundNotice::refundId), amount, progress(entry) == Progress.DONE, createdAt(entry))).stream()))
                .toList();
    }

    private static List<JsonValue> entries(JsonValue listed) {
        return listed.isObject() ? List.of(listed) : StreamSupport.stream(listed.spliterator(), false).toList();
    }

    private static Optional<Instant> createdAt(JsonValue entry) {
        try {
            return Json.text(entry, "created_at").map(Instant::parse);
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Money> amount(JsonValue entry, Payment payment) {
        try {
            return Json.decimal(entry.path("amount_refunded")).map(amount -> Money.ofMajor(amount, payment.terms().amount().currency()));
        } catch (IllegalArgumentException notAnAmount) {
            return Optional.empty();
        }
    }

    private static boolean names(JsonValue entry, Refund refund) {
        return mark(entry).filter(notice -> notice.refundId().equals(refund.id())).isPresent();
    }

    private static Optional<RefundNotice> mark(JsonValue entry) {
        return Json.text(entry, "comments").or(() -> Json.text(entry, "Comments")).flatMap(RefundMark::read);
    }

    private static boolean isOf(JsonValue entry, Money amount) {
        return Json.text(entry, "amount_refunded").filter(text -> isAmount(text, amount)).isPresent();
    }

    private static ProviderRefundStatus find(JsonValue entry, Money amount) {
        Optional<String> id = Json.text(entry, "id");
        if (!isOf(entry, amount)) {
            return new RefundUnknown("lists it with another amount");
        }
        return switch (progress(entry)) {
            case DONE -> new RefundCompleted(id);
            case FAILED -> new RefundFailed(FAILED);
            case ON_ITS_WAY -> new RefundInProgress(id);
        };
    }

    private static boolean isAmount(String text, Money amount) {
        try {
            return new BigDecimal(text).compareTo(amount.major()) == 0;
        } catch (NumberFormatException unreadable) {
            return false;
        }
    }

    /** The refund of Paylinks that a webhook is about. */
    static Optional<RefundNotice> notice(byte[] body) {
        return refund(body).flatMap(FlutterwaveRefunds::mark);
    }

    /** The transaction of a refund that a webhook reports and that was not made by Paylinks. */
    static Optional<String> transaction(byte[] body) {
        return refund(body).filter(data -> mark(data).isEmpty())
                .flatMap(data -> Json.text(data, "TransactionId").or(() -> Json.text(data, "tx_id")))
                .filter(FlutterwaveNotification::isTransactionId);
    }

    private static Optional<JsonValue> refund(byte[] body) {
        return Json.readObject(body).map(json -> json.path("data").isObject() ? json.path("data") : json)
                .filter(data -> data.has("AmountRefunded") || data.has("amount_refunded") || data.has("TransactionId"));
    }

    /** Some completed refunds have the channel appended, such as {@code completed-momo}. */
    private static Progress progress(JsonValue refund) {
        String status = Json.text(refund, "status").orElse("").trim().toLowerCase(Locale.ROOT);
        if (status.startsWith("completed")) {
            return Progress.DONE;
        }
        return status.startsWith("failed") ? Progress.FAILED : Progress.ON_ITS_WAY;
    }

    private enum Progress {
        ON_ITS_WAY, DONE, FAILED
    }
}
