package africa.paylinks.local.sandbox.paystack;

import africa.paylinks.local.sandbox.CustomerPage;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Paystack's hosted page with the channels that the transaction offers. */
final class PaystackPages {

    /** Paystack's test cards that do not succeed, with the response of the bank. */
    static final Map<String, String> FAILING_CARDS = Map.of("4084080000005408", "Declined", "4084080000670037", "Insufficient Funds");

    private static final String STYLE = """
            <style>label{display:grid;gap:4px;font-size:.85rem;color:var(--soft)}form{margin:0 0 12px}
            input{font:inherit;min-height:48px;border-radius:10px;border:1px solid var(--line);padding:0 12px;background:transparent;color:var(--ink);width:100%}</style>""";

    private static final String CARD = """
            <form method="post"><label>Card number<input name="number" inputmode="numeric" autocomplete="off" value="4084 0840 8408 4081" required></label>
            <p>Declined: 4084 0800 0000 5408. No money: 4084 0800 0067 0037.</p>
            <button class="pay" name="action" value="card">Pay by card</button></form>""";

    private static final String BUTTON = """
            <form method="post"><button class="pay" name="action" value="%s">%s</button></form>""";

    private static final String LEAVE = """
            <form method="post"><button name="action" value="cancel">Cancel payment</button></form>""";

    private PaystackPages() {
    }

    static String checkout(JsonNode order) {
        return CustomerPage.of("Paystack", STYLE + """
                <p>%s</p>
                <p class="amount">%s</p>
                %s
                <dl><dt>Reference</dt><dd>%s</dd></dl>
                %s
                """.formatted(CustomerPage.text(order, "email"), CustomerPage.money(order), outcome(order), CustomerPage.text(order, "reference"),
                PaystackSandbox.isPaid(order) ? "" : channels(order)));
    }

    private static String channels(JsonNode order) {
        StringBuilder content = new StringBuilder();
        if (offers(order, "card")) {
            content.append(CARD);
        }
        if (offers(order, "mobile_money")) {
            content.append(BUTTON.formatted("mobile_money", "Pay by mobile money"));
        }
        if (offers(order, "bank_transfer")) {
            content.append(BUTTON.formatted("bank_transfer", "I have transferred"));
        }
        return content.append(LEAVE).toString();
    }

    private static boolean offers(JsonNode order, String channel) {
        boolean offered = order.path("channels").isEmpty();
        for (JsonNode allowed : order.path("channels")) {
            offered |= allowed.asText().equals(channel);
        }
        return offered;
    }

    private static String outcome(JsonNode order) {
        return switch (order.path("status").asText()) {
            case PaystackSandbox.SUCCESS -> CustomerPage.success("Paid. You can close this page.");
            case PaystackSandbox.REVERSED -> CustomerPage.neutral("Paid, then refunded.");
            case PaystackSandbox.FAILED -> CustomerPage.failure("The payment failed: " + CustomerPage.text(order, "gatewayResponse") + ". You can try again.");
            default -> "";
        };
    }
}
