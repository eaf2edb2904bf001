package africa.paylinks.local.sandbox.fluid;

import africa.paylinks.local.sandbox.CustomerPage;
import com.fasterxml.jackson.databind.JsonNode;

/** What the holder of the account sees on the phone: a USSD prompt to agree to the debit. */
final class FluidPages {

    private static final String FORM = """
            <form method="post"><button class="pay" name="action" value="approve">1 · Approve</button>\
            <button class="fail" name="action" value="reject">2 · Reject</button><button name="action" value="cancel">0 · Cancel</button></form>""";

    private FluidPages() {
    }

    static String approval(JsonNode order) {
        boolean open = order.path("status").asText().equals(FluidSandbox.PENDING);
        String prompt = open ? """
                Pay %s?
                %s

                1  Approve with PIN
                2  Reject
                0  Cancel""".formatted(money(order), text(order, "text")) : "No payment is waiting.";
        String content = """
                <p>On the phone <strong>%s</strong></p>
                <div class="screen">%s</div>
                %s
                %s
                <dl><dt>Reference</dt><dd>%s</dd><dt>Transaction</dt><dd>%s</dd></dl>
                """.formatted(text(order, "phone"), prompt, outcome(order), open ? FORM : "", text(order, "reference"), text(order, "transaction"));
        return CustomerPage.of("FLUID", content);
    }

    private static String outcome(JsonNode order) {
        return switch (order.path("status").asText()) {
            case FluidSandbox.COMPLETED -> "<p class=\"outcome good\" role=\"status\">Paid %s.</p>".formatted(money(order));
            case FluidSandbox.FAILED -> "<p class=\"outcome bad\" role=\"status\">The payment failed: %s.</p>"
                    .formatted(CustomerPage.escape(order.path("error").path("message").asText()));
            case FluidSandbox.CANCELLED -> "<p class=\"outcome\" role=\"status\">You cancelled.</p>";
            case FluidSandbox.REVERSED -> "<p class=\"outcome\" role=\"status\">Paid, and reversed since.</p>";
            default -> "";
        };
    }

    private static String money(JsonNode order) {
        return CustomerPage.escape(order.path("currency").asText() + " " + order.path("amount").asText());
    }

    private static String text(JsonNode order, String field) {
        return CustomerPage.escape(order.path(field).asText());
    }
}
