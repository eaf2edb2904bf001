package africa.paylinks.subscription;

import africa.paylinks.http.BodyFields;
import africa.paylinks.http.JsonBody;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Parses the bodies of requests about subscriptions and reports all their errors at once. */
final class SubscriptionRequestReader {

    private static final Set<String> FIELDS = Set.of("customer", "provider", "method", "amount", "currency", "description", "interval",
            "intervalCount", "startsAt", "timeZone", "chargeTime", "payments", "retryAfterDays", "graceDays", "remindDaysBefore",
            "afterLastRetry", "metadata");
    private static final Set<String> CHANGEABLE = Set.of("customer", "amount", "description", "retryAfterDays", "graceDays",
            "remindDaysBefore", "afterLastRetry", "metadata");
    private static final String OBJECT = "Send one JSON object in UTF-8, without duplicate keys.";
    private static final LocalTime DEFAULT_TIME = LocalTime.of(9, 0);
    private static final int MAX_YEARS_AHEAD = 10;
    private static final int MAX_PAYMENTS = 10_000;
    private static final int MAX_REMINDER_DAYS = 60;

    private final JsonValue body;
    private final BodyFields fields;
    private final Instant now;

    private SubscriptionRequestReader(JsonValue body, Instant now) {
        this.body = body;
        this.fields = new BodyFields(body);
        this.now = now;
    }

    /**
     * Parses the body of a creation.
     *
     * @param providers the valid values of {@code provider}
     * @throws ProblemException 400 that lists every invalid field
     */
    static SubscriptionRequest read(byte[] body, List<String> providers, Instant now) {
        return new SubscriptionRequestReader(JsonBody.read(body, OBJECT), now).read(providers);
    }

    /**
     * Parses the body of a change.
     *
     * @return the new terms
     * @throws ProblemException 400 that lists every invalid field
     */
    static SubscriptionTerms change(byte[] body, SubscriptionTerms terms, Instant now) {
        return new SubscriptionRequestReader(JsonBody.read(body, OBJECT), now).change(terms);
    }

    /**
     * Parses the body of a pause, which may be empty.
     *
     * @throws ProblemException 400 that lists every invalid field
     */
    static Optional<Instant> resumesAt(byte[] body, Instant now) {
        return new SubscriptionRequestReader(optional(body), now).resumesAt();
    }

    /**
     * Parses the body of a cancellation, which may be empty.
     *
     * @throws ProblemException 400 that lists every invalid field
     */
    static boolean atPeriodEnd(byte[] body, Instant now) {
        return new SubscriptionRequestReader(optional(body), now).atPeriodEnd();
    }

    private static JsonValue optional(byte[] body) {
        return JsonBody.read(body.length == 0 ? "{}".getBytes(StandardCharsets.US_ASCII) : body, OBJECT);
    }

    private SubscriptionRequest read(List<String> providers) {
        fields.refuseUnknown(FIELDS);
        Optional<String> provider = fields.text("provider", 32);
        if (provider.isPresent() && !providers.contains(provider.get())) {
            fields.error("/provider", "Unknown provider. Known providers: " + String.join(", ", providers) + ".");
        }
        Optional<PaymentMethod> method = fields.method();
        Optional<Money> amount = fields.amount();
        Customer customer = fields.customer();
        Optional<String> description = fields.lines("description", 255);
        Optional<BillingInterval> interval = interval();
        int count = fields.integer("intervalCount", 1, BillingCalendar.MAX_COUNT).orElse(1);
        Optional<ZoneId> zone = zone();
        LocalTime time = time();
        Optional<LocalDate> first = zone.flatMap(this::first);
        Optional<Integer> payments = fields.integer("payments", 1, MAX_PAYMENTS);
        DunningPolicy policy = policy(DunningPolicy.DEFAULT);
        int reminder = reminder(SubscriptionTerms.DEFAULT_REMINDER);
        Map<String, String> metadata = fields.metadata();
        fields.requireValid();
        return new SubscriptionRequest(provider, method, amount.orElseThrow(), customer, description,
                new BillingCalendar(first.orElseThrow(), interval.orElseThrow(), count, zone.orElseThrow(), time),
                payments.map(OptionalInt::of).orElseGet(OptionalInt::empty), policy, reminder, metadata);
    }

    private SubscriptionTerms change(SubscriptionTerms terms) {
        fields.refuseUnknown(CHANGEABLE);
        Money amount = body.has("amount") ? fields.amount(terms.amount().currency()).orElse(terms.amount()) : terms.amount();
        Customer customer = merged(fields.customer(), terms.customer());
        Optional<String> description = fields.lines("description", 255).or(terms::description);
        DunningPolicy policy = policy(terms.policy());
        int reminder = reminder(terms.remindDaysBefore());
        Map<String, String> metadata = body.has("metadata") ? fields.metadata() : terms.metadata();
        fields.requireValid();
        return new SubscriptionTerms(terms.id(), terms.merchant(), customer, terms.provider(), terms.method(), amount, description,
                terms.calendar(), terms.payments(), policy, reminder, metadata, terms.createdAt());
    }

    private static Customer merged(Customer change, Customer known) {
        return new Customer(change.id().or(known::id), change.name().or(known::name), change.email().or(known::email),
                change.phone().or(known::phone), change.bank().or(known::bank));
    }

    private Optional<Instant> resumesAt() {
        fields.refuseUnknown(Set.of("resumesAt"));
        Optional<Instant> at = fields.text("resumesAt", 40).flatMap(this::time);
        at.ifPresent(instant -> {
            if (!instant.isAfter(now)) {
                fields.error("/resumesAt", "Must be in the future.");
            } else if (instant.isAfter(latest())) {
                fields.error("/resumesAt", "Must be within " + MAX_YEARS_AHEAD + " years.");
            }
        });
        fields.requireValid();
        return at.map(instant -> instant.truncatedTo(ChronoUnit.MILLIS));
    }

    private Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException notATime) {
            fields.error("/resumesAt", "Use an ISO 8601 time with zone, such as 2026-12-01T10:00:00Z.");
            return Optional.empty();
        }
    }

    private boolean atPeriodEnd() {
        fields.refuseUnknown(Set.of("atPeriodEnd"));
        JsonValue value = body.path("atPeriodEnd");
        if (!value.isAbsent() && !value.isBoolean()) {
            fields.error("/atPeriodEnd", "Use true or false.");
        }
        fields.requireValid();
        return value.booleanValue();
    }

    private Optional<BillingInterval> interval() {
        Optional<String> name = fields.text("interval", 16);
        Optional<BillingInterval> interval = name.flatMap(BillingInterval::named);
        if (interval.isEmpty()) {
            fields.requireUnlessReported("/interval", (name.isPresent() ? "Use" : "Required:") + " one of day, week, month, year.");
        }
        return interval;
    }

    private Optional<ZoneId> zone() {
        if (body.path("timeZone").isAbsent()) {
            return Optional.of(ZoneId.of("UTC"));
        }
        Optional<String> name = fields.text("timeZone", 64);
        // An offset is no zone: it does not follow a change of the clocks.
        Optional<ZoneId> zone = name.filter(text -> ZoneId.getAvailableZoneIds().contains(text)).flatMap(SubscriptionRequestReader::zone);
        if (name.isPresent() && zone.isEmpty()) {
            fields.error("/timeZone", "Unknown time zone; use an IANA name such as Africa/Accra.");
        }
        return zone;
    }

    private static Optional<ZoneId> zone(String name) {
        try {
            return Optional.of(ZoneId.of(name));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    private LocalTime time() {
        Optional<String> text = fields.text("chargeTime", 8);
        Optional<LocalTime> time = text.flatMap(ChargeDates::time);
        if (text.isPresent() && time.isEmpty()) {
            fields.error("/chargeTime", "Use a time of day such as 09:00.");
        }
        return time.orElse(DEFAULT_TIME);
    }

    private Optional<LocalDate> first(ZoneId zone) {
        LocalDate today = now.atZone(zone).toLocalDate();
        if (body.path("startsAt").isAbsent()) {
            return Optional.of(today);
        }
        Optional<String> text = fields.text("startsAt", 40);
        Optional<LocalDate> date = text.flatMap(ChargeDates::parse);
        if (text.isPresent() && date.isEmpty()) {
            fields.error("/startsAt", "Use a date such as 2026-12-01.");
        } else if (date.isPresent() && date.get().isBefore(today)) {
            fields.error("/startsAt", "Must not be in the past; today is " + today + " in " + zone + ".");
        } else if (date.isPresent() && date.get().isAfter(today.plusYears(MAX_YEARS_AHEAD))) {
            fields.error("/startsAt", "Must be within " + MAX_YEARS_AHEAD + " years.");
        }
        return date;
    }

    private Instant latest() {
        return now.atZone(ZoneOffset.UTC).plusYears(MAX_YEARS_AHEAD).toInstant();
    }

    private DunningPolicy policy(DunningPolicy otherwise) {
        List<Integer> retries = retries().orElse(otherwise.retryAfterDays());
        int grace = fields.integer("graceDays", 0, DunningPolicy.MAX_DAYS).orElse(otherwise.graceDays());
        Optional<String> name = fields.text("afterLastRetry", 16);
        Optional<AfterLastRetry> after = name.flatMap(AfterLastRetry::named);
        if (name.isPresent() && after.isEmpty()) {
            fields.error("/afterLastRetry", "Use suspend or cancel.");
        }
        return new DunningPolicy(retries, grace, after.orElse(otherwise.afterLastRetry()));
    }

    private Optional<List<Integer>> retries() {
        JsonValue days = body.path("retryAfterDays");
        if (days.isAbsent()) {
            return Optional.empty();
        }
        if (!days.isArray()) {
            fields.error("/retryAfterDays", "Must be a list of days, such as [1,3,7].");
            return Optional.empty();
        }
        if (days.size() > DunningPolicy.MAX_RETRIES) {
            fields.error("/retryAfterDays", "At most " + DunningPolicy.MAX_RETRIES + " retries.");
            return Optional.empty();
        }
        List<Integer> read = new ArrayList<>();
        for (int i = 0; i < days.size(); i++) {
            JsonValue day = days.path(i);
            int previous = read.isEmpty() ? 0 : read.get(read.size() - 1);
            boolean isDay = day.isIntegralNumber() && day.longValue() == day.intValue()
                    && day.intValue() > previous && day.intValue() <= DunningPolicy.MAX_DAYS;
            if (!isDay) {
                fields.error("/retryAfterDays/" + i, "Use a whole number from 1 to " + DunningPolicy.MAX_DAYS
                        + " that is greater than the one before.");
                return Optional.empty();
            }
            read.add(day.intValue());
        }
        return Optional.of(read);
    }

    private int reminder(int otherwise) {
        return fields.integer("remindDaysBefore", 0, MAX_REMINDER_DAYS).orElse(otherwise);
    }
}
