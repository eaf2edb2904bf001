package africa.paylinks.reusablelink;

import africa.paylinks.http.BodyFields;
import africa.paylinks.http.JsonBody;
import africa.paylinks.http.ProblemException;
import africa.paylinks.link.LinkFields;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses the bodies of requests about reusable links and reports all their errors at once. */
final class ReusableLinkReader {

    static final String QUANTITY = "quantity";
    static final String NOTE = "note";

    private static final Set<String> FIELDS = Set.of("amount", "minimum", "maximum", "suggestions", "currency", "provider", "method", "description",
            QUANTITY, "collect", "limit", "expiresAt", "inactiveMessage", "redirectUrl", "metadata");
    private static final Set<String> CHANGEABLE = Set.of("active", "limit", "expiresAt", "inactiveMessage");
    private static final String OBJECT = "Send one JSON object in UTF-8, without duplicate keys.";
    private static final String COLLECTED = "name, email, phone, note";
    private static final int MAX_DESCRIPTION = 240;
    private static final int MAX_MESSAGE = 500;
    private static final int MAX_LIMIT = 1_000_000;
    private static final int MAX_SUGGESTIONS = 6;
    /** Those of the payments, without the two that the page adds. */
    private static final int MAX_METADATA_PAIRS = 18;

    private final BodyFields fields;
    private final Instant now;

    private ReusableLinkReader(byte[] body, Instant now) {
        this.fields = new BodyFields(JsonBody.read(body, OBJECT));
        this.now = now;
    }

    /**
     * Parses the body of a creation.
     *
     * @param providers the valid values of {@code provider}
     * @param local     whether redirects to the developer's own machine are allowed
     * @throws ProblemException 400 that lists every invalid field
     */
    static ReusableLink read(String id, String merchant, byte[] body, List<String> providers, Instant now, boolean local) {
        return new ReusableLinkReader(body, now).read(id, merchant, providers, local);
    }

    /**
     * Parses the body of a change.
     *
     * @throws ProblemException 400 that lists every invalid field
     */
    static LinkAvailability change(byte[] body, LinkAvailability current, Instant now) {
        return new ReusableLinkReader(body, now).change(current);
    }

    private ReusableLink read(String id, String merchant, List<String> providers, boolean local) {
        fields.refuseUnknown(FIELDS);
        Optional<String> provider = fields.text("provider", 32);
        if (provider.isPresent() && !providers.contains(provider.get())) {
            fields.error("/provider", "Unknown provider. Known providers: " + String.join(", ", providers) + ".");
        }
        Optional<PaymentMethod> method = fields.method();
        Optional<LinkPrice> price = fields.currency().map(this::price);
        Optional<String> description = fields.lines("description", MAX_DESCRIPTION);
        QuantityRange quantity = quantity(price);
        List<CollectedField> collect = fields.names("collect", CollectedField::named, COLLECTED).stream().sorted().toList();
        Optional<String> redirectUrl = LinkFields.redirectUrl(fields, local);
        Map<String, String> metadata = metadata();
        LinkAvailability availability = new LinkAvailability(true, message(), limit(), expiresAt());
        fields.requireValid();
        return ReusableLink.created(new LinkTerms(id, merchant, price.orElseThrow(), provider, method, description, quantity, collect,
                redirectUrl, metadata, now), availability);
    }

    private LinkAvailability change(LinkAvailability current) {
        fields.refuseUnknown(CHANGEABLE);
        boolean active = fields.flag("active").orElse(current.active());
        Optional<String> message = changed("inactiveMessage", message(), current.inactiveMessage());
        Optional<Integer> limit = changed("limit", limit(), current.limit());
        Optional<Instant> expiresAt = changed("expiresAt", expiresAt(), current.expiresAt());
        fields.requireValid();
        return new LinkAvailability(active, message, limit, expiresAt);
    }

    /** A field that is absent stays as it is, and null removes it. */
    private <T> Optional<T> changed(String field, Optional<T> read, Optional<T> current) {
        return fields.isNull(field) ? Optional.empty() : read.or(() -> current);
    }

    private LinkPrice price(String currency) {
        Optional<Money> fixed = fields.money("amount", currency);
        Optional<Money> minimum = fields.money("minimum", currency);
        Optional<Money> maximum = fields.money("maximum", currency);
        List<Money> suggestions = fields.amounts("suggestions", currency, MAX_SUGGESTIONS);
        LinkPrice price = new LinkPrice(currency, fixed, minimum, maximum, suggestions);
        if (!fields.has("amount")) {
            requireOpen(price);
        } else {
            for (String open : List.of("minimum", "maximum", "suggestions")) {
                if (fields.has(open)) {
                    fields.error("/" + open, "Only for a link without 'amount'.");
                }
            }
        }
        return price;
    }

    private void requireOpen(LinkPrice price) {
        if (price.minimum().isPresent() && price.maximum().filter(most -> !most.covers(price.minimum().get())).isPresent()) {
            fields.error("/maximum", "Must not be below the minimum.");
            return;
        }
        List<Money> earlier = new ArrayList<>();
        for (int i = 0; i < price.suggestions().size(); i++) {
            Money suggestion = price.suggestions().get(i);
            if (!price.allows(suggestion) || earlier.contains(suggestion)) {
                fields.error("/suggestions/" + i, earlier.contains(suggestion) ? "Suggested twice." : "Must be within minimum and maximum.");
            }
            earlier.add(suggestion);
        }
    }

    private QuantityRange quantity(Optional<LinkPrice> price) {
        if (!fields.has(QUANTITY)) {
            return QuantityRange.ONE;
        }
        Optional<BodyFields> range = fields.object(QUANTITY, Set.of("min", "max"), "Must be an object with min and max.");
        int min = range.flatMap(read -> read.integer("min", 1, QuantityRange.MAX)).orElse(1);
        int max = range.flatMap(read -> read.integer("max", 1, QuantityRange.MAX)).orElse(min);
        if (max < min) {
            fields.error("/quantity/max", "Must not be below min.");
        }
        if (!fields.has("amount")) {
            fields.error("/quantity", "Only for a link with a fixed amount.");
        }
        price.flatMap(LinkPrice::fixed).filter(unit -> LinkOrder.total(unit, max).isEmpty())
                .ifPresent(unit -> fields.error("/quantity/max", "The amount of that many is too large."));
        return new QuantityRange(min, Math.max(min, max));
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = fields.metadata();
        if (metadata.size() > MAX_METADATA_PAIRS) {
            fields.error("/metadata", "At most " + MAX_METADATA_PAIRS + " pairs; the page adds quantity and note.");
        }
        for (String added : List.of(QUANTITY, NOTE)) {
            if (metadata.containsKey(added)) {
                fields.error("/metadata/" + added, "The page of the link sets this pair.");
            }
        }
        return metadata;
    }

    private Optional<String> message() {
        return fields.lines("inactiveMessage", MAX_MESSAGE);
    }

    private Optional<Integer> limit() {
        return fields.integer("limit", 1, MAX_LIMIT);
    }

    private Optional<Instant> expiresAt() {
        return LinkFields.expiresAt(fields, now).map(at -> at.truncatedTo(ChronoUnit.MILLIS));
    }
}
