package africa.paylinks.aws;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** The SDK's requests and answers as the JSON of the protocol, without the SDK's whole way to a server. */
public final class SdkJson {

    private SdkJson() {
    }

    /** Writes a request. */
    public static ObjectNode of(SdkPojo request) {
        ObjectNode json = Json.object();
        for (SdkField<?> field : request.sdkFields()) {
            Object value = field.getValueOrDefault(request);
            if (value != null && !(value instanceof SdkAutoConstructList) && !(value instanceof SdkAutoConstructMap)) {
                json.set(field.locationName(), tree(value));
            }
        }
        return json;
    }

    private static JsonNode tree(Object value) {
        if (value instanceof SdkPojo pojo) {
            return of(pojo);
        } else if (value instanceof Map<?, ?> map) {
            ObjectNode object = Json.object();
            map.forEach((name, entry) -> object.set((String) name, tree(entry)));
            return object;
        } else if (value instanceof List<?> list) {
            ArrayNode array = Json.object().arrayNode();
            list.forEach(element -> array.add(tree(element)));
            return array;
        }
        return Json.tree(value instanceof SdkBytes bytes ? Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()) : value);
    }

    /** Reads an answer, or a request, into a builder. */
    public static <T extends SdkPojo> T fill(T builder, JsonNode json) {
        for (SdkField<?> field : builder.sdkFields()) {
            JsonNode value = json.get(field.locationName());
            if (value != null && !value.isNull()) {
                field.set(builder, value(field, value));
            }
        }
        return builder;
    }

    private static Object value(SdkField<?> field, JsonNode json) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.MAP) {
            Map<String, Object> map = new LinkedHashMap<>();
            json.properties().forEach(entry -> map.put(entry.getKey(), value(field.getTrait(MapTrait.class).valueFieldInfo(), entry.getValue())));
            return map;
        } else if (type == MarshallingType.LIST) {
            List<Object> list = new ArrayList<>();
            json.forEach(element -> list.add(value(field.getTrait(ListTrait.class).memberFieldInfo(), element)));
            return list;
        } else if (type == MarshallingType.SDK_POJO) {
            return ((SdkBuilder<?, ?>) fill(field.constructor().get(), json)).build();
        } else if (type == MarshallingType.SDK_BYTES) {
            return SdkBytes.fromByteArray(Base64.getDecoder().decode(json.textValue()));
        } else if (type == MarshallingType.BOOLEAN) {
            return json.booleanValue();
        } else if (type == MarshallingType.INTEGER) {
            return json.intValue();
        } else if (type == MarshallingType.LONG) {
            return json.longValue();
        } else if (type == MarshallingType.INSTANT) {
            return Instant.ofEpochMilli(json.decimalValue().movePointRight(3).longValue());
        } else if (type == MarshallingType.STRING) {
            return json.asText();
        }
        throw new IllegalArgumentException("What type is " + type + " of " + field.locationName() + "?");
    }
}
