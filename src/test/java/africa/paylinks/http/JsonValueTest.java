package africa.paylinks.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {

    private static final String DOCUMENT = "{\"text\":\"a\",\"number\":1.50,\"whole\":7,\"true\":true,\"null\":null,\"list\":[1,2],\"object\":{\"b\":\"c\"}}";

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "text,    a,    a,    0, 0,    false, false, false, true",
        "number,  -,    1.50, 1, 1.50, false, true,  false, false",
        "whole,   -,    7,    7, 7,    false, true,  true,  false",
        "true,    -,    true, 0, 0,    true,  false, false, false",
        "null,    -,    '',   0, 0,    false, false, false, false",
        "list,    -,    '',   0, 0,    false, false, false, false",
        "object,  -,    '',   0, 0,    false, false, false, false",
        "nowhere, -,    '',   0, 0,    false, false, false, false"})
    void aValueIsReadAsWhatItIsAndAsNothingElse(String field, String text, String asText, long whole, BigDecimal decimal, boolean bool,
            boolean number, boolean integral, boolean isText) {
        JsonValue value = read(DOCUMENT).path(field);
        assertEquals(Optional.ofNullable(text), value.text());
        assertEquals(asText, value.asText());
        assertEquals(whole, value.longValue());
        assertEquals(whole, value.intValue());
        assertEquals(decimal, value.decimalValue());
        assertEquals(bool, value.booleanValue());
        assertEquals(number, value.isNumber());
        assertEquals(integral, value.isIntegralNumber());
        assertEquals(isText, value.isText());
    }

    @Test
    void anAbsentFieldIsMissingAndNotNull() {
        JsonValue read = read(DOCUMENT);
        assertTrue(read.path("nowhere").isMissing());
        assertTrue(read.path("nowhere").path("deeper").path(0).isMissing());
        assertTrue(read.path("list").path(2).isMissing());
        assertFalse(read.path("null").isMissing());
        assertTrue(read.path("null").isNull());
        assertTrue(read.path("null").isAbsent());
        assertTrue(read.path("nowhere").isAbsent());
        assertFalse(read.path("text").isAbsent());
        assertTrue(read.has("null"));
        assertFalse(read.has("nowhere"));
    }

    @Test
    void fieldsAndElementsKeepTheirOrder() {
        JsonValue read = read("{\"b\":1,\"a\":[3,1,2],\"c\":null}");
        assertEquals(List.of("b", "a", "c"), read.fieldNames());
        assertEquals(List.of("3", "1", "2"), read.path("a").values().map(JsonValue::asText).toList());
        List<String> seen = new ArrayList<>();
        read.forEachField((name, value) -> seen.add(name + value));
        assertEquals(List.of("b1", "a[3,1,2]", "cnull"), seen);
        for (String none : new String[] {"b", "c", "nowhere"}) {
            assertEquals(List.of(), read.path(none).fieldNames());
            assertEquals(0, read.path(none).size());
            assertEquals(0, read.path(none).values().count());
        }
    }

    @Test
    void aReadValueIsImmutable() {
        JsonValue read = read(DOCUMENT);
        assertEquals(JsonValue.class, read.getClass());
        for (JsonValue part : read) {
            assertEquals(JsonValue.class, part.getClass());
        }
        var elements = read.path("list").iterator();
        elements.next();
        assertThrows(UnsupportedOperationException.class, elements::remove);
        Json.copy(read).put("text", "b").remove("list").object("object").put("b", "d");
        assertEquals(DOCUMENT, read.toString());
        assertThrows(IllegalArgumentException.class, () -> Json.copy(read.path("list")));
    }

    @Test
    void writtenValuesAreReadBackUnchanged() {
        JsonObject written = Json.object().put("text", "a").put("none", (String) null).put("number", 5000).put("large", 9_007_199_254_740_993L)
                .put("exact", new BigDecimal("0.10")).put("truth", true).put("null", Json.nullValue());
        written.putArray("list").add("x").add(1).add(Json.array()).addObject().put("y", "z");
        written.putObject("object").put("a", "b");
        String text = "{\"text\":\"a\",\"none\":null,\"number\":5000,\"large\":9007199254740993,\"exact\":0.10,\"truth\":true,\"null\":null,"
                + "\"list\":[\"x\",1,[],{\"y\":\"z\"}],\"object\":{\"a\":\"b\"}}";
        assertEquals(text, Json.write(written));
        assertEquals(text, new String(Json.bytes(written), StandardCharsets.UTF_8));
        assertEquals(text, written.toString());
        assertEquals(written, read(text));
        assertEquals(written.hashCode(), read(text).hashCode());
        assertNotEquals(written, read(text.replace("0.10", "0.11")));
    }

    @Test
    void anObjectIsWrittenOnOrTakesThePlaceOfWhatIsNone() {
        JsonObject written = Json.object().put("a", "text");
        written.object("a").put("x", 1);
        written.object("a").put("y", 2);
        written.object("b").put("z", 3);
        assertEquals("{\"a\":{\"x\":1,\"y\":2},\"b\":{\"z\":3}}", written.toString());
        assertEquals("{\"a\":1,\"b\":{\"z\":3}}", written.put("a", 1).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"pay_1\"", "{\"from\":\"2026-11-22T10:00:00Z\",\"amount\":1}", "[1,\"a\"]", "7", "true"})
    void anEventHoldsAnyValueAndIsWrittenWithIt(String value) throws Exception {
        ObjectMapper lambdas = new ObjectMapper();
        Event event = lambdas.readValue("{\"part\":" + value + "}", Event.class);
        assertEquals(value, event.part().toString());
        assertEquals("{\"part\":" + value + "}", lambdas.writeValueAsString(event));
        assertEquals("{\"part\":" + value + "}", lambdas.writeValueAsString(Map.of("part", event.part())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"part\":null}"})
    void anEventWithoutThatPartHoldsNone(String event) throws Exception {
        assertNull(new ObjectMapper().readValue(event, Event.class).part());
    }

    private record Event(JsonValue part) {
    }

    private static JsonValue read(String text) {
        return Json.readObject(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
