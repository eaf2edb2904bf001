package africa.paylinks.link;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonBody;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.http.WebUrl;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Currencies;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PastedText;
import africa.paylinks.payment.PaymentMethod;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Parses the body of {@code POST /payment-links} and reports all its errors at once. */
final class LinkRequestReader {

    private static final Set<String> FIELDS = Set.of("provider", "orderId", "amount", "currency", "method", "description",
            "customer", "redirectUrl", "metadata", "expiresAt");
    private static final Set<String> CUSTOMER_FIELDS = Set.of("id", "name", "email", "phone", "bank");
    private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern BANK = Pattern.compile("[A-Za-z0-9._-]{1,32}");
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String NO_CONTROLS = "Must not contain control characters.";
    private static final int MAX_METADATA_PAIRS = 20;
    private static final Duration MAX_LIFE = Duration.ofDays(366);

    private final JsonValue body;
    private final List<String> providers;
    private final Instant now;
    private final boolean local;
    private final List<FieldError> errors = new ArrayList<>();

    private LinkRequestReader(JsonValue body, List<String> providers, Instant now, boolean local) {
        this.body = body;
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
        refuseUnknown(body, "", FIELDS);
        Optional<String> provider = text(body, "", "provider", 32);
        if (provider.isPresent() && !providers.contains(provider.get())) {
            error("/provider", "Unknown provider. Known providers: " + String.join(", ", providers) + ".");
        }
        Optional<String> orderId = text(body, "", "orderId", 64);
        if (orderId.isEmpty()) {
            requireUnlessReported("/orderId", "Required: your own id of the order.");
        } else if (!ORDER_ID.matcher(orderId.get()).matches()) {
            error("/orderId", "Use 1 to 64 of the characters A-Z a-z 0-9 . _ : -");
        }
        Optional<Money> amount = amount();
        Optional<PaymentMethod> method = method();
        Optional<String> description = text(body, "", "description", 255, LinkRequestReader::lines,
                text -> CodePoints.hasControl(text.replace('\n', ' ').replace('\t', ' ')));
        Customer customer = customer();
        Optional<String> redirectUrl = redirectUrl();
        Map<String, String> metadata = metadata();
        Optional<Instant> expiresAt = expiresAt();
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED,
                    "Correct the fields listed in 'errors' and send the request again.", errors));
        }
        return new LinkRequest(provider, orderId.orElseThrow(), amount.orElseThrow(), method, description, customer,
                redirectUrl, metadata, expiresAt);
    }

    private Optional<Money> amount() {
        Optional<String> currency = text(body, "", "currency", 3);
        if (currency.isEmpty()) {
            requireUnlessReported("/currency", "Required: an ISO 4217 code such as SLE.");
        } else if (Currencies.decimals(currency.get()).isEmpty()) {
            error("/currency", "Unknown currency; use an upper-case ISO 4217 code such as SLE.");
        }
        Optional<BigDecimal> major = majorAmount();
        if (major.isEmpty() || currency.isEmpty() || Currencies.decimals(currency.get()).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Money.ofMajor(major.get(), currency.get()));
        } catch (IllegalArgumentException wrong) {
            error("/amount", wrong.getMessage());
            return Optional.empty();
        }
    }

    private Optional<BigDecimal> majorAmount() {
        JsonValue amount = body.path("amount");
        if (amount.isAbsent()) {
            error("/amount", "Required: a decimal in major units, such as \"50.00\".");
            return Optional.empty();
        }
        Optional<BigDecimal> major = Json.decimal(amount);
        if (major.isEmpty()) {
            error("/amount", "Use plain digits in major units, such as \"50.00\": no sign or separators, and no exponent in a text.");
        }
        return major;
    }

    private Optional<PaymentMethod> method() {
        Optional<String> name = text(body, "", "method", 32);
        Optional<PaymentMethod> method = name.flatMap(PaymentMethod::named);
        if (name.isPresent() && method.isEmpty()) {
            error("/method", "Use one of momo, card, in-app, bank-transfer.");
        }
        return method;
    }

    private Customer customer() {
        JsonValue customer = body.path("customer");
        if (customer.isAbsent()) {
            return Customer.UNKNOWN;
        }
        if (!customer.isObject()) {
            error("/customer", "Must be an object with name, email and phone.");
            return Customer.UNKNOWN;
        }
        refuseUnknown(customer, "/customer", CUSTOMER_FIELDS);
        Optional<String> id = text(customer, "/customer", "id", 128);
        Optional<String> name = typed(customer, "name", 120, PastedText::clean);
        Optional<String> email = typed(customer, "email", 254, PastedText::clean);
        if (email.isPresent() && !Customer.isEmail(email.get())) {
            error("/customer/email", "Not an email address.");
        }
        Optional<String> phone = typed(customer, "phone", 32, PastedText::phone);
        if (phone.isPresent() && !Customer.isPhone(phone.get())) {
            error("/customer/phone", "Use the number with country code, such as +23276000000.");
        }
        Optional<String> bank = text(customer, "/customer", "bank", 32);
        if (bank.isPresent() && !BANK.matcher(bank.get()).matches()) {
            error("/customer/bank", "Not a bank identifier; GET /providers/{name}/banks lists them.");
        }
        return new Customer(id, name, email, phone, bank);
    }

    private Optional<String> redirectUrl() {
        Optional<String> url = text(body, "", "redirectUrl", 2000);
        if (url.isPresent() && WebUrl.parse(url.get()).filter(this::isAllowedRedirect).isEmpty()) {
            error("/redirectUrl", "Must be an absolute https address without a user" + (local ? " (http for localhost)." : "."));
        }
        return url;
    }

    private boolean isAllowedRedirect(WebUrl url) {
        return !url.user() && (url.tls() || local && LOCAL_HOSTS.contains(url.host()));
    }

    private Map<String, String> metadata() {
        JsonValue metadata = body.path("metadata");
        Map<String, String> pairs = new LinkedHashMap<>();
        if (metadata.isAbsent()) {
            return pairs;
        }
        if (!metadata.isObject()) {
            error("/metadata", "Must be an object of text values.");
            return pairs;
        }
        if (metadata.size() > MAX_METADATA_PAIRS) {
            error("/metadata", "At most " + MAX_METADATA_PAIRS + " pairs.");
            return pairs;
        }
        metadata.forEachField((name, value) -> {
            String pointer = "/metadata/" + JsonBody.pointer(name);
            if (name.isEmpty() || CodePoints.length(name) > 40 || CodePoints.hasControl(name)) {
                error(pointer, "A key has 1 to 40 characters, none of them a control character.");
            } else if (!value.isText()) {
                error(pointer, "Must be a text.");
            } else if (CodePoints.length(value.asText()) > 500) {
                error(pointer, "At most 500 characters.");
            } else if (CodePoints.hasControl(value.asText())) {
                error(pointer, NO_CONTROLS);
            } else {
                pairs.put(name, value.asText());
            }
        });
        return pairs;
    }

    private Optional<Instant> expiresAt() {
        Optional<String> text = text(body, "", "expiresAt", 40);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant instant = OffsetDateTime.parse(text.get()).toInstant();
            if (!instant.isAfter(now)) {
                error("/expiresAt", "Must be in the future.");
            } else if (instant.isAfter(now.plus(MAX_LIFE))) {
                error("/expiresAt", "Must be within a year.");
            }
            return Optional.of(instant);
        } catch (DateTimeParseException notATime) {
            error("/expiresAt", "Use an ISO 8601 time with zone, such as 2026-12-01T10:00:00Z.");
            return Optional.empty();
        }
    }

    private Optional<String> text(JsonValue object, String parent, String field, int maxLength) {
        return text(object, parent, field, maxLength, UnaryOperator.identity(), CodePoints::hasControl);
    }

    /** A text about the customer, which may have been typed or pasted into a form. */
    private Optional<String> typed(JsonValue customer, String field, int maxLength, UnaryOperator<String> cleaned) {
        return text(customer, "/customer", field, maxLength, cleaned, CodePoints::hasControl);
    }

    private Optional<String> text(JsonValue object, String parent, String field, int maxLength, UnaryOperator<String> cleaned,
            Predicate<String> hasControls) {
        JsonValue value = object.path(field);
        if (value.isAbsent()) {
            return Optional.empty();
        }
        if (!value.isText()) {
            error(parent + "/" + field, "Must be a text.");
            return Optional.empty();
        }
        String text = cleaned.apply(value.asText());
        if (text.isBlank()) {
            error(parent + "/" + field, "Must not be empty; omit the field instead.");
            return Optional.empty();
        }
        if (CodePoints.length(text) > maxLength) {
            error(parent + "/" + field, "At most " + maxLength + " characters.");
            return Optional.empty();
        }
        if (hasControls.test(text)) {
            error(parent + "/" + field, NO_CONTROLS);
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** Normalizes line breaks. */
    private static String lines(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private void refuseUnknown(JsonValue object, String parent, Set<String> known) {
        object.fieldNames().forEach(field -> {
            if (!known.contains(field)) {
                error(parent + "/" + JsonBody.pointer(field),
                        "Unknown field. Known fields: " + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        });
    }

    private void requireUnlessReported(String pointer, String detail) {
        if (errors.stream().noneMatch(error -> error.pointer().equals(pointer))) {
            error(pointer, detail);
        }
    }

    private void error(String pointer, String detail) {
        errors.add(new FieldError(pointer, detail));
    }
}
