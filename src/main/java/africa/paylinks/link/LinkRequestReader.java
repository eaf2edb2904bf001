package africa.paylinks.link;

import africa.paylinks.http.BodyFields;
import africa.paylinks.http.JsonBody;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Parses the body of {@code POST /payment-links} and reports all its errors at once. */
final class LinkRequestReader {

    private static final Set<String> FIELDS = Set.of("provider", "orderId", "amount", "currency", "method", "description",
            "customer", "redirectUrl", "metadata", "expiresAt");
    private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private final List<String> providers;
    private final Instant now;
    private final boolean local;
    private final BodyFields fields;

    private LinkRequestReader(JsonValue body, List<String> providers, Instant now, boolean local) {
        this.fields = new BodyFields(body);
        this.providers = providers;
        this.now = now;
        this.local = local;
    }

    /**
     * Parses a body.
     *
     * @param providers the valid values of {@code provider}
     * @param local     whether redirects to the developer's own machine are allowed
     * @throws ProblemException 400 that lists every invalid field
     */
    static LinkRequest read(byte[] body, List<String> providers, Instant now, boolean local) {
        JsonValue json = JsonBody.read(body, "Send one JSON object in UTF-8, without duplicate keys.");
        return new LinkRequestReader(json, providers, now, local).read();
    }

    private LinkRequest read() {
        fields.refuseUnknown(FIELDS);
        Optional<String> provider = fields.text("provider", 32);
        if (provider.isPresent() && !providers.contains(provider.get())) {
            fields.error("/provider", "Unknown provider. Known providers: " + String.join(", ", providers) + ".");
        }
        Optional<String> orderId = fields.text("orderId", 64);
        if (orderId.isEmpty()) {
            fields.requireUnlessReported("/orderId", "Required: your own id of the order.");
        } else if (!ORDER_ID.matcher(orderId.get()).matches()) {
            fields.error("/orderId", "Use 1 to 64 of the characters A-Z a-z 0-9 . _ : -");
        }
        Optional<Money> amount = fields.amount();
        Optional<PaymentMethod> method = fields.method();
        Optional<String> description = fields.lines("description", 255);
        Customer customer = fields.customer();
        Optional<String> redirectUrl = LinkFields.redirectUrl(fields, local);
        Map<String, String> metadata = fields.metadata();
        Optional<Instant> expiresAt = LinkFields.expiresAt(fields, now);
        fields.requireValid();
        return new LinkRequest(provider, orderId.orElseThrow(), amount.orElseThrow(), method, description, customer,
                redirectUrl, metadata, expiresAt);
    }
}
