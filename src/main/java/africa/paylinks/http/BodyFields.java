package africa.paylinks.http;

import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Currencies;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PastedText;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PhoneNumbers;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Reads the fields that requests have in common, and collects all errors so that they are reported at once. */
public final class BodyFields {

    private static final Set<String> CUSTOMER_FIELDS = Set.of("id", "name", "email", "phone", "bank");
    private static final Pattern BANK = Pattern.compile("[A-Za-z0-9._-]{1,32}");
    private static final String NO_CONTROLS = "Must not contain control characters.";
    private static final String NOT_AN_AMOUNT = "Use plain digits in major units, such as \"50.00\": no sign or separators, and no exponent in a text.";
    private static final int MAX_METADATA_PAIRS = 20;

    private final JsonValue body;
    private final String parent;
    private final List<FieldError> errors;

    public BodyFields(JsonValue body) {
        this(body, "", new ArrayList<>());
    }

    private BodyFields(JsonValue body, String parent, List<FieldError> errors) {
        this.body = body;
        this.parent = parent;
        this.errors = errors;
    }

    /**
     * Parses a body and reports the fields that are not among the known ones.
     *
     * @throws ProblemException 400 when the body is not a JSON object
     */
    public static BodyFields read(byte[] bytes, Set<String> known) {
        BodyFields fields = new BodyFields(JsonBody.read(bytes, "Send one JSON object in UTF-8, without duplicate keys."));
        fields.refuseUnknown(known);
        return fields;
    }

    /** A required object, whose errors are reported with those of the body. */
    public Optional<BodyFields> object(String field, Set<String> known, String missing) {
        if (!body.path(field).isObject()) {
            error("/" + field, missing);
            return Optional.empty();
        }
        BodyFields fields = new BodyFields(body.path(field), parent + "/" + field, errors);
        fields.refuseUnknown(known);
        return Optional.of(fields);
    }

    /** Whether a field is there, valid or not. */
    public boolean has(String field) {
        return !body.path(field).isAbsent();
    }

    /**
     * Ends the reading.
     *
     * @throws ProblemException 400 that lists every invalid field
     */
    public void requireValid() {
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED,
                    "Correct the fields listed in 'errors' and send the request again.", errors));
        }
    }

    /** Reports fields that are not among the known ones. */
    public void refuseUnknown(Set<String> known) {
        body.fieldNames().stream().filter(field -> !known.contains(field)).forEach(field -> error("/" + JsonBody.pointer(field),
                "Unknown field. Known fields: " + String.join(", ", known.stream().sorted().toList()) + "."));
    }

    /** A text of one line. */
    public Optional<String> text(String field, int maxLength) {
        return text(field, maxLength, UnaryOperator.identity());
    }

    /** A text of one line that may have been typed or pasted into a form. */
    public Optional<String> text(String field, int maxLength, UnaryOperator<String> cleaned) {
        return text(field, maxLength, cleaned, CodePoints::hasControl);
    }

    /** A required text of one line. */
    public Optional<String> required(String field, int maxLength, String missing) {
        if (!has(field)) {
            error("/" + field, missing);
        }
        return text(field, maxLength);
    }

    /** A text that may have several lines. */
    public Optional<String> lines(String field, int maxLength) {
        return text(field, maxLength, BodyFields::lines,
                text -> CodePoints.hasControl(text.replace('\n', ' ').replace('\t', ' ')));
    }

    /** A whole number within bounds. */
    public Optional<Integer> integer(String field, int min, int max) {
        JsonValue value = body.path(field);
        if (value.isAbsent()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || value.decimalValue().compareTo(BigDecimal.valueOf(min)) < 0
                || value.decimalValue().compareTo(BigDecimal.valueOf(max)) > 0) {
            error("/" + field, "Use a whole number from " + min + " to " + max + ".");
            return Optional.empty();
        }
        return Optional.of(value.intValue());
    }

    /**
     * A list of texts.
     *
     * @param isValid the valid elements
     * @param message for others
     */
    public Optional<List<String>> texts(String field, int maxSize, Predicate<String> isValid, String message) {
        JsonValue value = body.path(field);
        if (value.isAbsent()) {
            return Optional.empty();
        }
        if (!value.isArray() || value.size() > maxSize) {
            error("/" + field, "Must be a list of at most " + maxSize + " texts.");
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            Optional<String> text = value.path(i).text().filter(isValid);
            text.ifPresent(texts::add);
            if (text.isEmpty()) {
                error("/" + field + "/" + i, message);
            }
        }
        return Optional.of(texts);
    }

    /** A time with zone, rounded up to whole milliseconds. */
    public Optional<Instant> time(String field) {
        Optional<String> text = text(field, 40);
        Optional<Instant> time = text.flatMap(QueryFields::parseTime);
        if (text.isPresent() && time.isEmpty()) {
            error("/" + field, "Use an ISO 8601 time with zone.");
        }
        return time;
    }

    /** The required fields {@code amount} and {@code currency}. */
    public Optional<Money> amount() {
        Optional<String> currency = currency();
        if (currency.isEmpty()) {
            majorAmount();
            return Optional.empty();
        }
        return amount(currency.get());
    }

    /** The required field {@code currency}. */
    public Optional<String> currency() {
        Optional<String> currency = text("currency", 3);
        if (currency.isEmpty()) {
            requireUnlessReported("/currency", "Required: an ISO 4217 code such as SLE.");
        } else if (Currencies.decimals(currency.get()).isEmpty()) {
            error("/currency", "Unknown currency; use an upper-case ISO 4217 code such as SLE.");
        }
        return currency.filter(code -> Currencies.decimals(code).isPresent());
    }

    /** The required field {@code amount}, in a known currency. */
    public Optional<Money> amount(String currency) {
        if (body.path("amount").isAbsent()) {
            majorAmount();
            return Optional.empty();
        }
        return money("amount", body.path("amount"), currency);
    }

    /** An optional amount in a known currency, by the name of its field. */
    public Optional<Money> money(String field, String currency) {
        return body.path(field).isAbsent() ? Optional.empty() : money(field, body.path(field), currency);
    }

    /** An optional list of amounts in a known currency. */
    public List<Money> amounts(String field, String currency, int max) {
        JsonValue list = body.path(field);
        if (list.isAbsent()) {
            return List.of();
        }
        if (!list.isArray() || list.size() > max) {
            error("/" + field, "Must be a list of at most " + max + " amounts.");
            return List.of();
        }
        List<Money> amounts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            money(field + "/" + i, list.path(i), currency).ifPresent(amounts::add);
        }
        return amounts;
    }

    private Optional<Money> money(String pointer, JsonValue value, String currency) {
        Optional<BigDecimal> major = Json.decimal(value);
        if (major.isEmpty()) {
            error("/" + pointer, NOT_AN_AMOUNT);
            return Optional.empty();
        }
        try {
            return Optional.of(Money.ofMajor(major.get(), currency));
        } catch (IllegalArgumentException wrong) {
            error("/" + pointer, wrong.getMessage());
            return Optional.empty();
        }
    }

    /** A list of names without repetition, each of which the parser knows. */
    public <T> List<T> names(String field, Function<String, Optional<T>> parser, String known) {
        JsonValue list = body.path(field);
        if (list.isAbsent()) {
            return List.of();
        }
        if (!list.isArray()) {
            error("/" + field, "Must be a list of " + known + ".");
            return List.of();
        }
        List<T> read = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Optional<T> value = list.path(i).text().flatMap(parser);
            if (value.isEmpty() || read.contains(value.get())) {
                error("/" + field + "/" + i, value.isEmpty() ? "Use one of " + known + "." : "Named twice.");
            }
            value.ifPresent(read::add);
        }
        return read;
    }

    /** True or false; empty when absent. */
    public Optional<Boolean> flag(String field) {
        JsonValue value = body.path(field);
        if (!value.isAbsent() && !value.isBoolean()) {
            error("/" + field, "Use true or false.");
        }
        return value.isBoolean() ? Optional.of(value.booleanValue()) : Optional.empty();
    }

    /** Whether a field is there and null. */
    public boolean isNull(String field) {
        return body.path(field).isNull();
    }

    private Optional<BigDecimal> majorAmount() {
        JsonValue amount = body.path("amount");
        if (amount.isAbsent()) {
            error("/amount", "Required: a decimal in major units, such as \"50.00\".");
            return Optional.empty();
        }
        Optional<BigDecimal> major = Json.decimal(amount);
        if (major.isEmpty()) {
            error("/amount", NOT_AN_AMOUNT);
        }
        return major;
    }

    /** The field {@code method}. */
    public Optional<PaymentMethod> method() {
        Optional<String> name = text("method", 32);
        Optional<PaymentMethod> method = name.flatMap(PaymentMethod::named);
        if (name.isPresent() && method.isEmpty()) {
            error("/method", "Use one of momo, card, in-app, bank-transfer.");
        }
        return method;
    }

    /** The field {@code customer}. */
    public Customer customer() {
        JsonValue customer = body.path("customer");
        if (customer.isAbsent()) {
            return Customer.UNKNOWN;
        }
        if (!customer.isObject()) {
            error("/customer", "Must be an object with name, email and phone.");
            return Customer.UNKNOWN;
        }
        BodyFields fields = new BodyFields(customer, parent + "/customer", errors);
        fields.refuseUnknown(CUSTOMER_FIELDS);
        Optional<String> id = fields.text("id", 128);
        Optional<String> name = fields.text("name", 120, PastedText::clean);
        Optional<String> email = fields.text("email", 254, PastedText::clean);
        if (email.isPresent() && !Customer.isEmail(email.get())) {
            fields.error("/email", "Not an email address.");
        }
        Optional<String> written = fields.text("phone", 32, PastedText::phone);
        Optional<String> phone = written.flatMap(number -> PhoneNumbers.read(number, Json.text(body, "currency")));
        if (written.isPresent() && phone.isEmpty()) {
            fields.error("/phone", "Use the number with country code, such as +23276000000.");
        }
        Optional<String> bank = fields.bank();
        return new Customer(id, name, email, phone, bank);
    }

    /** The field {@code bank}: a provider's id of a bank. */
    public Optional<String> bank() {
        Optional<String> bank = text("bank", 32);
        if (bank.isPresent() && !BANK.matcher(bank.get()).matches()) {
            error("/bank", "Not a bank identifier; GET /providers/{name}/banks lists them.");
        }
        return bank;
    }

    /** The field {@code metadata}: at most 20 pairs of texts. */
    public Map<String, String> metadata() {
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

    private Optional<String> text(String field, int maxLength, UnaryOperator<String> cleaned, Predicate<String> hasControls) {
        JsonValue value = body.path(field);
        if (value.isAbsent()) {
            return Optional.empty();
        }
        if (!value.isText()) {
            error("/" + field, "Must be a text.");
            return Optional.empty();
        }
        String text = cleaned.apply(value.asText());
        if (text.isBlank()) {
            error("/" + field, "Must not be empty; omit the field instead.");
            return Optional.empty();
        }
        if (CodePoints.length(text) > maxLength) {
            error("/" + field, "At most " + maxLength + " characters.");
            return Optional.empty();
        }
        if (hasControls.test(text)) {
            error("/" + field, NO_CONTROLS);
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** Normalizes line breaks. */
    private static String lines(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** Reports a missing field, unless something else about it was reported. */
    public void requireUnlessReported(String pointer, String detail) {
        if (errors.stream().noneMatch(error -> error.pointer().equals(parent + pointer))) {
            error(pointer, detail);
        }
    }

    /** Reports an invalid field, by its pointer within this object. */
    public void error(String pointer, String detail) {
        errors.add(new FieldError(parent + pointer, detail));
    }
}
