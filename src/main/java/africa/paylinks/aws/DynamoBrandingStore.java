package africa.paylinks.aws;

import static africa.paylinks.aws.Item.bytes;
import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;

import africa.paylinks.merchant.Branding;
import africa.paylinks.merchant.Branding.Field;
import africa.paylinks.merchant.BrandingStore;
import africa.paylinks.merchant.LogoImage;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * Branding in DynamoDB: a small item next to the merchant's, and one per logo. Pages read neither keys nor endpoints, and
 * read eventually consistent, at half the price.
 */
@Singleton
public final class DynamoBrandingStore implements BrandingStore {

    private static final String LOGO = "logo";
    private static final String TYPE = "mediaType";
    private static final String IMAGE = "image";
    /** How long a replaced logo stays, for pages that are open. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final DynamoDbClient client;
    private final String table;

    public DynamoBrandingStore(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.table = config.table();
    }

    @Override
    public Branding find(String merchant) {
        return branding(merchant, item(Keys.branding(merchant)));
    }

    @Override
    public Optional<LogoImage> logo(String id) {
        Map<String, AttributeValue> item = item(Keys.logo(id));
        return item.isEmpty() ? Optional.empty() : Optional.of(new LogoImage(requiredText(item, TYPE), item.get(IMAGE).b().asByteArray()));
    }

    private Map<String, AttributeValue> item(Map<String, AttributeValue> key) {
        return Transactions.call(() -> client.getItem(request -> request.tableName(table).key(key))).item();
    }

    private static Branding branding(String merchant, Map<String, AttributeValue> item) {
        Map<Field, String> values = new EnumMap<>(Field.class);
        Arrays.stream(Field.values()).forEach(field -> text(item, field.wireName()).ifPresent(value -> values.put(field, value)));
        return new Branding(merchant, values, text(item, LOGO));
    }

    @Override
    public void change(String merchant, Map<Field, Optional<String>> changes) {
        List<String> set = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        changes.forEach((field, value) -> {
            names.put("#" + field.wireName(), field.wireName());
            value.ifPresentOrElse(text -> {
                set.add("#" + field.wireName() + " = :" + field.wireName());
                values.put(":" + field.wireName(), text(text));
            }, () -> removed.add("#" + field.wireName()));
        });
        String expression = (set.isEmpty() ? "" : "SET " + String.join(", ", set)) + (removed.isEmpty() ? "" : " REMOVE " + String.join(", ", removed));
        Transactions.call(() -> client.updateItem(request -> request.tableName(table).key(Keys.branding(merchant)).updateExpression(expression.strip())
                .expressionAttributeNames(names).expressionAttributeValues(values.isEmpty() ? null : values)));
    }

    @Override
    public void setLogo(String merchant, Optional<LogoImage> logo, Instant now) {
        Optional<String> id = logo.map(image -> image.id(merchant));
        // The image first: the branding never names one that is not there.
        logo.ifPresent(image -> Transactions.call(() -> client.putItem(request -> request.tableName(table).item(Item.of(Keys.logo(id.orElseThrow()))
                .put(TYPE, text(image.type())).put(IMAGE, bytes(image.bytes())).attributes()))));
        Map<String, AttributeValue> before = Transactions.call(() -> client.updateItem(request -> {
            request.tableName(table).key(Keys.branding(merchant)).returnValues(ReturnValue.ALL_OLD);
            id.ifPresentOrElse(
                    known -> request.updateExpression("SET logo = :logo").expressionAttributeValues(Map.of(":logo", text(known))),
                    () -> request.updateExpression("REMOVE logo"));
        })).attributes();
        text(before, LOGO).filter(old -> !id.equals(Optional.of(old))).ifPresent(old -> Transactions.attempt(() -> client.updateItem(request -> request
                .tableName(table).key(Keys.logo(old)).updateExpression("SET #ttl = :ttl").conditionExpression("attribute_exists(pk)")
                .expressionAttributeNames(Map.of("#ttl", "ttl")).expressionAttributeValues(Map.of(":ttl", number(now.plus(KEPT).getEpochSecond()))))));
    }

    @Override
    public void remove(String merchant) {
        Map<String, AttributeValue> before = Transactions.call(() -> client.deleteItem(request -> request.tableName(table).key(Keys.branding(merchant))
                .returnValues(ReturnValue.ALL_OLD))).attributes();
        text(before, LOGO).ifPresent(logo -> Transactions.call(() -> client.deleteItem(request -> request.tableName(table).key(Keys.logo(logo)))));
    }
}
