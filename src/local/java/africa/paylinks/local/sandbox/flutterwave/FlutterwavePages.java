package africa.paylinks.local.sandbox.flutterwave;

import africa.paylinks.local.sandbox.CustomerPage;
import com.fasterxml.jackson.databind.JsonNode;

/** Flutterwave's hosted page with every payment method that the link offers. */
final class FlutterwavePages {

    private static final String FIELD_STYLE = """
            <style>label{display:grid;gap:4px;font-size:.85rem;color:var(--soft)}
            input{font:inherit;min-height:48px;border-radius:10px;border:1px solid var(--line);padding:0 12px;background:transparent;color:var(--ink);width:100%}
            details{border:1px solid var(--line);border-radius:10px;padding:12px 14px;margin:0 0 12px}summary{cursor:pointer;font-weight:600}
            details form{margin-top:12px}.pair{display:grid;grid-template-columns:1fr 1fr;gap:10px}</style>""";

    private static final String CARD = """
            <details name="method" %s><summary>Card</summary><form method="post">
            <label>Card number<input name="number" inputmode="numeric" autocomplete="off" value="4187 4274 1556 4246" required></label>
            <div class="pair"><label>Expiry<input name="expiry" value="09/32" required></label><label>CVV<input name="cvv" value="828" required></label></div>
            <p>Declined: 5143 0105 2233 9965. No money: 5258 5859 2266 6506.</p>
            <button class="pay" name="action" value="card">Pay by card</button></form></details>""";

    private static final String MOBILE_MONEY = """
            <details name="method" %s><summary>Mobile money</summary><form method="post">
            <label>Phone number<input name="phone" inputmode="tel" value="%s" required></label>
            <label>One-time code<input name="otp" inputmode="numeric" value="123456" required></label>
            <p>Failing number: 233 12 121 2121. Wrong code: 5548.</p>
            <button class="pay" name="action" value="momo">Pay by mobile money</button></form></details>""";

    private static final String TRANSFER = """
            <details name="method" %s><summary>Bank transfer</summary>
            <dl><dt>Bank</dt><dd>Sandbox Bank</dd><dt>Account</dt><dd>0690000031</dd></dl>
            <form method="post"><button class="pay" name="action" value="transfer">I have transferred</button></form></details>""";

    private static final String LEAVE = """
            <form method="post"><button name="action" value="cancel">Cancel payment</button></form>""";

    private FlutterwavePages() {
    }

    /** @param closed whether the page accepts no payment any more */
    static String checkout(JsonNode order, boolean closed) {
        boolean open = !FlutterwaveSandbox.isPaid(order) && !closed;
        return CustomerPage.of("Flutterwave", FIELD_STYLE + """
                <p>%s</p>
                <p class="amount">%s</p>
                %s
                <dl><dt>Reference</dt><dd>%s</dd></dl>
                %s
                """.formatted(CustomerPage.text(order, "title"), CustomerPage.money(order),
                outcome(order, closed), CustomerPage.text(order, "reference"), open ? methods(order) : ""));
    }

    private static String methods(JsonNode order) {
        String options = order.path("paymentOptions").asText();
        StringBuilder content = new StringBuilder();
        if (options.isEmpty() || options.contains("card")) {
            content.append(CARD.formatted("open"));
        }
        if (options.isEmpty() || options.contains("mobilemoney") || options.contains("mpesa")) {
            content.append(MOBILE_MONEY.formatted(options.isEmpty() ? "" : "open",
                    CustomerPage.text(order.path("customer"), "phonenumber")));
        }
        if (options.isEmpty() || options.contains("banktransfer")) {
            content.append(TRANSFER.formatted(options.isEmpty() ? "" : "open"));
        }
        return content.append(LEAVE).toString();
    }

    private static String outcome(JsonNode order, boolean closed) {
        if (order.path("disabled").asBoolean()) {
            return CustomerPage.neutral("This payment link is currently inactive.");
        }
        if (closed && !FlutterwaveSandbox.isPaid(order)) {
            return CustomerPage.neutral("This payment session has ended.");
        }
        JsonNode attempts = order.path("transactions");
        return switch (order.path("status").asText()) {
            case FlutterwaveSandbox.SUCCESSFUL -> CustomerPage.success("Paid. You can close this page.");
            case FlutterwaveSandbox.REFUNDED -> CustomerPage.neutral("Paid, then refunded.");
            case FlutterwaveSandbox.FAILED -> CustomerPage.failure("The payment failed: "
                    + CustomerPage.text(attempts.path(attempts.size() - 1), "processorResponse") + ". You can try again.");
            case FlutterwaveSandbox.CANCELLED -> CustomerPage.neutral("You cancelled. You can still pay.");
            default -> "";
        };
    }
}
