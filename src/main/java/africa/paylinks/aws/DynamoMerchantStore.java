package africa.paylinks.aws;

import static africa.paylinks.aws.Item.bytes;
import static africa.paylinks.aws.Item.number;
import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.merchant.ApiKey;
import africa.paylinks.merchant.EncryptedText;
import africa.paylinks.merchant.EndpointSettings;
import africa.paylinks.merchant.EndpointSettings.SigningSecret;
import africa.paylinks.merchant.EventTypes;
import africa.paylinks.merchant.MerchantKeys;
import africa.paylinks.merchant.MerchantProfile;
import africa.paylinks.merchant.MerchantStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Merchants in DynamoDB: one item per merchant, one per API key (found by its hash), and one per name for listing. Related
 * items are written in one transaction.
 */
@Singleton
public final class DynamoMerchantStore implements MerchantStore {

    private static final String SCOPE_SEPARATOR = " ";
    private static final String SEALED_WITH = "sealedWith";
    private static final String SEALED = "sealed";
    private static final String CREATED_AT = "createdAt";
    private static final String OFF_SINCE = "endpointOffSince";
    private static final String URL_SHA_256 = "endpointUrlSha256";
    private static final String ENDPOINTS = "endpoints";

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final String table;

    public DynamoMerchantStore(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.table = config.table();
    }

    @Override
    public Optional<MerchantKeys.Holder> holder(String sha256) {
        // A consistent read, so that a key works as soon as it is shown: a cached refusal would cost more than the read.
        return item(Keys.apiKey(sha256)).map(item -> new MerchantKeys.Holder(requiredText(item, "holder"), scopes(item)));
    }

    @Override
    public Optional<MerchantProfile> find(String merchant) {
        return item(Keys.merchant(merchant)).map(item -> profile(merchant, item));
    }

    private Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table).key(key).consistentRead(true))))
                .filter(answer -> answer.hasItem() && !answer.item().isEmpty()).map(answer -> answer.item());
    }

    @Override
    public Outcome write(Optional<MerchantProfile> expected, MerchantProfile next) {
        return transactions.write(writes(expected, next)).map(refusal -> refusal.by(0) ? Outcome.CHANGED_MEANWHILE : Outcome.KEY_OF_ANOTHER)
                .orElse(Outcome.WRITTEN);
    }

    /** The items of a write, the merchant itself first. */
    List<TransactWriteItem> writes(Optional<MerchantProfile> expected, MerchantProfile next) {
        List<TransactWriteItem> writes = new ArrayList<>();
        Put.Builder merchant = Put.builder().tableName(table).item(item(next, expected.map(MerchantProfile::version).orElse(0L) + 1));
        expected.ifPresentOrElse(before -> merchant.conditionExpression("version = :seen")
                .expressionAttributeValues(Map.of(":seen", number(before.version()))),
                () -> merchant.conditionExpression("attribute_not_exists(pk)"));
        writes.add(TransactWriteItem.builder().put(merchant.build()).build());
        if (expected.isEmpty()) {
            writes.add(TransactWriteItem.builder().put(Put.builder().tableName(table).item(Keys.merchantName(next.name())).build()).build());
        }
        Map<String, ApiKey> before = expected.map(DynamoMerchantStore::byHash).orElse(Map.of());
        Map<String, ApiKey> after = byHash(next);
        after.values().stream().filter(key -> !before.containsKey(key.sha256())).forEach(key -> writes.add(TransactWriteItem.builder()
                .put(Put.builder().tableName(table).item(item(next.name(), key)).conditionExpression("attribute_not_exists(pk)").build()).build()));
        before.keySet().stream().filter(hash -> !after.containsKey(hash)).forEach(hash -> writes.add(deletion(Keys.apiKey(hash))));
        return writes;
    }

    @Override
    public boolean remove(MerchantProfile expected) {
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(TransactWriteItem.builder().delete(Delete.builder().tableName(table).key(Keys.merchant(expected.name()))
                .conditionExpression("version = :seen").expressionAttributeValues(Map.of(":seen", number(expected.version()))).build()).build());
        writes.add(deletion(Keys.merchantName(expected.name())));
        expected.keys().forEach(key -> writes.add(deletion(Keys.apiKey(key.sha256()))));
        return transactions.write(writes).isEmpty();
    }

    private TransactWriteItem deletion(Map<String, AttributeValue> key) {
        return TransactWriteItem.builder().delete(Delete.builder().tableName(table).key(key).build()).build();
    }

    @Override
    public void switchOff(String merchant, String endpointId, String urlSha256, Instant at) {
        Map<String, AttributeValue> values = Map.of(":at", time(at), ":one", number(1), ":url", text(urlSha256));
        boolean isDefault = endpointId.equals(EndpointSettings.DEFAULT_ID);
        Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(Keys.merchant(merchant))
                .updateExpression("SET " + (isDefault ? OFF_SINCE : "endpoints.#id.offSince") + " = :at ADD version :one")
                .conditionExpression((isDefault ? URL_SHA_256 : "endpoints.#id.urlSha256") + " = :url")
                .expressionAttributeNames(isDefault ? null : Map.of("#id", endpointId)).expressionAttributeValues(values)));
    }

    @Override
    public List<String> names(Optional<String> after, int limit) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":pk", text(Keys.MERCHANTS)));
        after.ifPresent(name -> values.put(":after", text(name)));
        return Transactions.call(() -> client.query(request -> request.tableName(table).consistentRead(true)
                .keyConditionExpression(after.isPresent() ? "pk = :pk AND sk > :after" : "pk = :pk")
                .expressionAttributeValues(values).limit(limit))).items().stream().map(item -> requiredText(item, Keys.SORT)).toList();
    }

    private static Map<String, ApiKey> byHash(MerchantProfile merchant) {
        return merchant.keys().stream().collect(Collectors.toMap(ApiKey::sha256, key -> key));
    }

    private static Map<String, AttributeValue> item(String merchant, ApiKey key) {
        // Not "merchant", which payments are indexed by.
        return Item.of(Keys.apiKey(key.sha256())).put("holder", text(merchant)).put("scopes", scopes(key)).attributes();
    }

    private static Map<String, AttributeValue> item(MerchantProfile merchant, long version) {
        Map<String, AttributeValue> keys = new HashMap<>();
        merchant.keys().forEach(key -> keys.put(key.sha256(), AttributeValue.fromM(Map.of("scopes", scopes(key), "name", text(key.name()),
                CREATED_AT, time(key.createdAt())))));
        Item item = Item.of(Keys.merchant(merchant.name())).put("version", number(version)).put("addedAt", time(merchant.createdAt()))
                .put("keys", AttributeValue.fromM(keys));
        merchant.endpoint().ifPresent(endpoint -> item.put("endpointUrl", AttributeValue.fromM(sealed(endpoint.url())))
                .put(URL_SHA_256, text(endpoint.urlSha256())).put(OFF_SINCE, endpoint.offSince().map(Item::time))
                .put("endpointTypes", types(endpoint.types())).put("endpointSecrets", secrets(endpoint.secrets())));
        Map<String, AttributeValue> others = new HashMap<>();
        merchant.endpoints().stream().filter(endpoint -> !endpoint.id().equals(EndpointSettings.DEFAULT_ID))
                .forEach(endpoint -> others.put(endpoint.id(), AttributeValue.fromM(item(endpoint))));
        return (others.isEmpty() ? item : item.put(ENDPOINTS, AttributeValue.fromM(others))).attributes();
    }

    private static Map<String, AttributeValue> item(EndpointSettings endpoint) {
        return Item.of(Map.of(CREATED_AT, time(endpoint.createdAt()))).put("url", AttributeValue.fromM(sealed(endpoint.url())))
                .put("urlSha256", text(endpoint.urlSha256())).put("offSince", endpoint.offSince().map(Item::time))
                .put("types", types(endpoint.types())).put("secrets", secrets(endpoint.secrets())).attributes();
    }

    private static Optional<AttributeValue> types(EventTypes types) {
        return types.equals(EventTypes.ALL) ? Optional.empty() : Optional.of(text(String.join(SCOPE_SEPARATOR, types.names())));
    }

    private static EventTypes types(Map<String, AttributeValue> attributes, String name) {
        return text(attributes, name).map(names -> EventTypes.of(List.of(names.split(SCOPE_SEPARATOR)))).orElse(EventTypes.ALL);
    }

    private static AttributeValue secrets(List<SigningSecret> secrets) {
        return AttributeValue.fromM(secrets.stream().collect(Collectors.toMap(SigningSecret::id,
                secret -> AttributeValue.fromM(secret(secret)))));
    }

    private static Map<String, AttributeValue> secret(SigningSecret secret) {
        Map<String, AttributeValue> attributes = sealed(secret.value());
        attributes.put(CREATED_AT, time(secret.createdAt()));
        return attributes;
    }

    private static Map<String, AttributeValue> sealed(EncryptedText sealed) {
        return new HashMap<>(Map.of(SEALED_WITH, text(sealed.keyId()), SEALED, bytes(sealed.bytes())));
    }

    private static EncryptedText sealed(Map<String, AttributeValue> attributes) {
        return new EncryptedText(requiredText(attributes, SEALED_WITH), attributes.get(SEALED).b().asByteArray());
    }

    private static MerchantProfile profile(String merchant, Map<String, AttributeValue> item) {
        List<ApiKey> keys = item.get("keys").m().entrySet().stream().map(key -> new ApiKey(key.getKey(), scopes(key.getValue().m()),
                requiredText(key.getValue().m(), "name"), time(key.getValue().m(), CREATED_AT)))
                .sorted(Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::sha256)).toList();
        List<EndpointSettings> endpoints = new ArrayList<>();
        Optional.ofNullable(item.get("endpointUrl")).ifPresent(url -> endpoints.add(new EndpointSettings(EndpointSettings.DEFAULT_ID,
                types(item, "endpointTypes"), Instant.EPOCH, sealed(url.m()), requiredText(item, URL_SHA_256),
                text(item, OFF_SINCE).map(Instant::parse), secrets(item.get("endpointSecrets")))));
        Optional.ofNullable(item.get(ENDPOINTS)).ifPresent(others -> others.m().forEach((id, other) -> endpoints.add(endpoint(id, other.m()))));
        return new MerchantProfile(merchant, number(item, "version"), time(item, "addedAt"), keys, endpoints);
    }

    private static EndpointSettings endpoint(String id, Map<String, AttributeValue> attributes) {
        return new EndpointSettings(id, types(attributes, "types"), time(attributes, CREATED_AT), sealed(attributes.get("url").m()),
                requiredText(attributes, "urlSha256"), text(attributes, "offSince").map(Instant::parse), secrets(attributes.get("secrets")));
    }

    private static List<SigningSecret> secrets(AttributeValue secrets) {
        return secrets.m().entrySet().stream().map(secret -> new SigningSecret(secret.getKey(), sealed(secret.getValue().m()),
                time(secret.getValue().m(), CREATED_AT))).toList();
    }

    private static AttributeValue scopes(ApiKey key) {
        return text(String.join(SCOPE_SEPARATOR, key.scopes()));
    }

    private static Set<String> scopes(Map<String, AttributeValue> attributes) {
        String scopes = requiredText(attributes, "scopes");
        return scopes.isEmpty() ? Set.of() : Set.of(scopes.split(SCOPE_SEPARATOR));
    }
}
