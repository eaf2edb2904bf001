package africa.paylinks.aws;

import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.reusablelink.CollectedField;
import africa.paylinks.reusablelink.LinkAvailability;
import africa.paylinks.reusablelink.LinkCounts;
import africa.paylinks.reusablelink.LinkPrice;
import africa.paylinks.reusablelink.LinkTerms;
import africa.paylinks.reusablelink.QuantityRange;
import africa.paylinks.reusablelink.ReusableLink;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A reusable link as a table item. */
final class ReusableLinkItem {

    static final String VERSION = "version";
    static final String ACTIVE = "active";
    static final String MESSAGE = "inactiveMessage";
    static final String LIMIT = "paymentLimit";
    static final String EXPIRES_AT = "expiresAt";
    static final String TAKEN = "taken";
    static final String COMPLETED = "completed";
    static final String LATE = "late";

    private ReusableLinkItem() {
    }

    static Map<String, AttributeValue> write(ReusableLink link) {
        LinkTerms terms = link.terms();
        LinkPrice price = terms.price();
        LinkAvailability availability = link.availability();
        return Item.of(Keys.reusableLink(terms.id()))
                .put("id", text(terms.id()))
                .put(PaymentItem.MERCHANT, text(terms.merchant()))
                .put(PaymentItem.MERCHANT_SHARD, text(Shards.of(ofMerchant(terms.merchant()), terms.id())))
                .put(PaymentItem.CREATED_AT, time(terms.createdAt()))
                .put("currency", text(price.currency()))
                .put("amountMinor", price.fixed().map(ReusableLinkItem::minor))
                .put("minimumMinor", price.minimum().map(ReusableLinkItem::minor))
                .put("maximumMinor", price.maximum().map(ReusableLinkItem::minor))
                .put("suggestions", AttributeValue.fromL(price.suggestions().stream().map(ReusableLinkItem::minor).toList()))
                .put("provider", terms.provider().map(Item::text))
                .put("method", terms.method().map(PaymentMethod::wireName).map(Item::text))
                .put("description", terms.description().map(Item::text))
                .put("minQuantity", number(terms.quantity().min()))
                .put("maxQuantity", number(terms.quantity().max()))
                .put("collect", AttributeValue.fromL(terms.collect().stream().map(field -> text(field.name())).toList()))
                .put("redirectUrl", terms.redirectUrl().map(Item::text))
                .put("metadata", texts(terms.metadata()))
                .put(ACTIVE, AttributeValue.fromBool(availability.active()))
                .put(MESSAGE, availability.inactiveMessage().map(Item::text))
                .put(LIMIT, availability.limit().map(Item::number))
                .put(EXPIRES_AT, availability.expiresAt().map(Item::time))
                .put(TAKEN, number(link.counts().taken()))
                .put(COMPLETED, number(link.counts().completed()))
                .put(LATE, number(link.counts().late()))
                .put(VERSION, number(link.version()))
                .put("updatedAt", time(link.updatedAt()))
                .attributes();
    }

    static ReusableLink read(Map<String, AttributeValue> item) {
        LinkAvailability availability = new LinkAvailability(item.get(ACTIVE).bool(), text(item, MESSAGE),
                Optional.ofNullable(item.get(LIMIT)).map(limit -> Integer.valueOf(limit.n())), text(item, EXPIRES_AT).map(Instant::parse));
        return new ReusableLink(terms(item), availability,
                new LinkCounts(number(item, TAKEN), number(item, COMPLETED), number(item, LATE)), number(item, VERSION), time(item, "updatedAt"));
    }

    private static LinkTerms terms(Map<String, AttributeValue> item) {
        return new LinkTerms(requiredText(item, "id"), requiredText(item, PaymentItem.MERCHANT), price(item), text(item, "provider"),
                text(item, "method").flatMap(PaymentMethod::named), text(item, "description"),
                new QuantityRange(Math.toIntExact(number(item, "minQuantity")), Math.toIntExact(number(item, "maxQuantity"))),
                item.get("collect").l().stream().map(field -> CollectedField.valueOf(field.s())).toList(), text(item, "redirectUrl"),
                texts(item, "metadata"), time(item, PaymentItem.CREATED_AT));
    }

    private static LinkPrice price(Map<String, AttributeValue> item) {
        String currency = requiredText(item, "currency");
        List<Money> suggestions = item.get("suggestions").l().stream().map(minor -> new Money(Long.parseLong(minor.n()), currency)).toList();
        return new LinkPrice(currency, money(item, "amountMinor", currency), money(item, "minimumMinor", currency),
                money(item, "maximumMinor", currency), suggestions);
    }

    private static Optional<Money> money(Map<String, AttributeValue> item, String name, String currency) {
        return Optional.ofNullable(item.get(name)).map(minor -> new Money(Long.parseLong(minor.n()), currency));
    }

    private static AttributeValue minor(Money amount) {
        return number(amount.minor());
    }

    /** The index partition of a merchant's links; no merchant's name begins with the character. */
    static String ofMerchant(String merchant) {
        return "#links#" + merchant;
    }
}
