package africa.paylinks.local.sandbox.fluid;

import africa.paylinks.local.sandbox.CustomerPage;
import com.fasterxml.jackson.databind.JsonNode;

/** The USSD prompt on which the account holder approves the debit. */
final class FluidPages {

    private static final String FORM = """
            <form method="post"><button class="pay" name="action" value="approve">1 · Approve</button>\
            <button class="fail" name="action" value="reject">2 · Reject</button><button name="action" value="cancel">0 · Cancel</button></form>""";

    private FluidPages() {
    }

    static String approval(JsonNode order) {
        boolean open = FluidSandbox.isPending(order);
        String prompt = open ? """
                Pay %s?
                %s

                1  Approve with PIN
                2  Reject
                0  Cancel""".formatted(CustomerPage.money(order), CustomerPage.text(order, "text")) : "No payment is waiting.";
        String content = """
                <p>On the phone <strong>%s</strong></p>
                <div class="screen">%s</div>
                %s
                %s
                <dl><dt>Reference</dt><dd>%s</dd><dt>Transaction</dt><dd>%s</dd></dl>
                """.formatted(CustomerPage.text(order, "phone"), prompt, outcome(order), open ? FORM : "", CustomerPage.text(order, "reference"), CustomerPage.text(order, "transaction"));
        return CustomerPage.of("FLUID", content);
    }

    private static String outcome(JsonNode order) {
        return switch (order.path("status").asText()) {
            case FluidSandbox.COMPLETED -> CustomerPage.success("Paid " + CustomerPage.money(order) + ".");
            case FluidSandbox.FAILED -> CustomerPage.failure("The payment failed: " + CustomerPage.text(order.path("error"), "message") + ".");
            case FluidSandbox.CANCELLED -> CustomerPage.neutral("You cancelled.");
            case FluidSandbox.REVERSED -> CustomerPage.neutral("Paid, then reversed.");
            default -> "";
        };
    }
}
