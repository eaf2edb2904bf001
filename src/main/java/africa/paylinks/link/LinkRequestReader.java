package africa.paylinks.link;

import africa.paylinks.http.BodyFields;
import africa.paylinks.http.JsonBody;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemException;
import africa.paylinks.http.WebUrl;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
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
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration MAX_LIFE = Duration.ofDays(366);

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
        Optional<String> redirectUrl = redirectUrl();
        Map<String, String> metadata = fields.metadata();
        Optional<Instant> expiresAt = expiresAt();
        fields.requireValid();
        return new LinkRequest(provider, orderId.orElseThrow(), amount.orElseThrow(), method, description, customer,
                redirectUrl, metadata, expiresAt);
    }

    private Optional<String> redirectUrl() {
        Optional<String> url = fields.text("redirectUrl", 2000);
        if (url.isPresent() && WebUrl.parse(url.get()).filter(this::isAllowedRedirect).isEmpty()) {
            fields.error("/redirectUrl", "Must be an absolute https address without a user" + (local ? " (http for localhost)." : "."));
        }
        return url;
    }

    private boolean isAllowedRedirect(WebUrl url) {
        return !url.user() && (url.tls() || local && LOCAL_HOSTS.contains(url.host()));
    }

    private Optional<Instant> expiresAt() {
        Optional<String> text = fields.text("expiresAt", 40);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant instant = OffsetDateTime.parse(text.get()).toInstant();
            if (!instant.isAfter(now)) {
                fields.error("/expiresAt", "Must be in the future.");
            } else if (instant.isAfter(now.plus(MAX_LIFE))) {
                fields.error("/expiresAt", "Must be within a year.");
            }
            return Optional.of(instant);
        } catch (DateTimeParseException notATime) {
            fields.error("/expiresAt", "Use an ISO 8601 time with zone, such as 2026-12-01T10:00:00Z.");
            return Optional.empty();
        }
    }
}
