package africa.paylinks.aws;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Builds and reads the attributes of a table item. */
final class Item {

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Map<String, AttributeValue> attributes = new HashMap<>();

    static Item of(Map<String, AttributeValue> key) {
        Item item = new Item();
        item.attributes.putAll(key);
        return item;
    }

    Item put(String name, AttributeValue value) {
        attributes.put(name, value);
        return this;
    }

    Item put(String name, Optional<AttributeValue> value) {
        value.ifPresent(present -> attributes.put(name, present));
        return this;
    }

    Map<String, AttributeValue> attributes() {
        return attributes;
    }

    static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /** A time with milliseconds, of fixed length, so that it sorts as text. */
    static AttributeValue time(Instant instant) {
        return text(INSTANT.format(instant));
    }

    static AttributeValue bytes(byte[] bytes) {
        return AttributeValue.fromB(SdkBytes.fromByteArray(bytes));
    }

    static AttributeValue texts(Map<String, String> pairs) {
        Map<String, AttributeValue> values = new HashMap<>();
        pairs.forEach((name, text) -> values.put(name, text(text)));
        return AttributeValue.fromM(values);
    }

    static Optional<String> text(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
    }

    static String requiredText(Map<String, AttributeValue> item, String name) {
        return text(item, name).orElseThrow(() -> new IllegalStateException("An item has no attribute " + name));
    }

    static long number(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(item.get(name).n());
    }

    static Instant time(Map<String, AttributeValue> item, String name) {
        return Instant.parse(requiredText(item, name));
    }

    static Map<String, String> texts(Map<String, AttributeValue> item, String name) {
        Map<String, String> pairs = new HashMap<>();
        Optional.ofNullable(item.get(name)).filter(AttributeValue::hasM)
                .ifPresent(map -> map.m().forEach((key, value) -> pairs.put(key, value.s())));
        return pairs;
    }
}
