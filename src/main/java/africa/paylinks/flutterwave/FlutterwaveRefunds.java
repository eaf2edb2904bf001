package africa.paylinks.flutterwave;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Refund;
import africa.paylinks.provider.RefundLookup.NoSuchRefund;
import africa.paylinks.provider.RefundLookup.RefundFailed;
import africa.paylinks.provider.RefundLookup.RefundOnItsWay;
import africa.paylinks.provider.RefundLookup.RefundSettled;
import africa.paylinks.provider.RefundLookup.RefundStanding;
import africa.paylinks.provider.RefundLookup.RefundUnclear;
import africa.paylinks.provider.RefundWebhookSource.RefundNotice;
import africa.paylinks.provider.Refunder.Accepted;
import africa.paylinks.provider.Refunder.Declined;
import africa.paylinks.provider.Refunder.RefundOutcome;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Flutterwave's refunds. It takes no reference for one, so the comments of ours begin with payment and refund id, by
 * which they are found again in its list and in its webhooks.
 */
final class FlutterwaveRefunds {

    private static final Pattern MARK = Pattern.compile("^\\s*\\[([A-Za-z0-9_]{1,50})/([A-Za-z0-9_]{1,50})]");
    private static final Failure FAILED = new Failure("refund-failed", "Flutterwave could not give the money back.");

    private FlutterwaveRefunds() {
    }

    /** What is sent along with a refund. */
    static String comments(String paymentId, String refundId, Optional<String> reason) {
        String mark = "[" + paymentId + "/" + refundId + "]";
        return reason.map(why -> mark + " " + why).orElse(mark);
    }

    /** What an answer without an error to a refund amounts to. */
    static RefundOutcome outcome(FlutterwaveAnswer answer) {
        Progress progress = progress(answer.data());
        return progress == Progress.FAILED ? new Declined(FAILED) : new Accepted(answer.text("id"), progress == Progress.DONE);
    }

    /** How a refund stands by the list of its transaction's refunds. */
    static RefundStanding standing(JsonValue listed, Refund refund) {
        List<JsonValue> refunds = listed.isObject() ? List.of(listed)
                : StreamSupport.stream(listed.spliterator(), false).toList();
        Optional<JsonValue> ours = refunds.stream().filter(entry -> refund.providerReference().isPresent()
                && Json.text(entry, "id").equals(refund.providerReference())).findFirst()
                .or(() -> refunds.stream().filter(entry -> names(entry, refund)).findFirst());
        if (ours.isPresent()) {
            return standing(ours.get(), refund.amount());
        }
        // One that is not marked may be ours with its comments lost.
        return refunds.stream().allMatch(entry -> mark(entry).isPresent() || !isOf(entry, refund.amount()))
                ? new NoSuchRefund()
                : new RefundUnclear("lists a refund of that amount without saying whose it is");
    }

    private static boolean names(JsonValue entry, Refund refund) {
        return mark(entry).filter(notice -> notice.refundId().equals(refund.id())).isPresent();
    }

    private static Optional<RefundNotice> mark(JsonValue entry) {
        return Json.text(entry, "comments").or(() -> Json.text(entry, "Comments")).flatMap(FlutterwaveRefunds::marked);
    }

    private static boolean isOf(JsonValue entry, Money amount) {
        return Json.text(entry, "amount_refunded").filter(text -> isAmount(text, amount)).isPresent();
    }

    private static RefundStanding standing(JsonValue entry, Money amount) {
        Optional<String> id = Json.text(entry, "id");
        if (!isOf(entry, amount)) {
            return new RefundUnclear("has it with another amount");
        }
        return switch (progress(entry)) {
            case DONE -> new RefundSettled(id);
            case FAILED -> new RefundFailed(FAILED);
            case ON_ITS_WAY -> new RefundOnItsWay(id);
        };
    }

    private static boolean isAmount(String text, Money amount) {
        try {
            return new BigDecimal(text).compareTo(amount.major()) == 0;
        } catch (NumberFormatException unreadable) {
            return false;
        }
    }

    /** The refund of ours that a webhook speaks of. */
    static Optional<RefundNotice> notice(byte[] body) {
        return Json.readObject(body).map(json -> json.path("data").isObject() ? json.path("data") : json)
                .filter(data -> data.has("AmountRefunded") || data.has("amount_refunded") || data.has("TransactionId"))
                .flatMap(FlutterwaveRefunds::mark);
    }

    private static Optional<RefundNotice> marked(String comments) {
        Matcher mark = MARK.matcher(comments);
        return mark.find() ? Optional.of(new RefundNotice(mark.group(1), mark.group(2))) : Optional.empty();
    }

    /** Completed refunds are called so, some with the way they took at the end, such as {@code completed-momo}. */
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
