package africa.paylinks.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void numbersAreExact() {
        assertEquals(new BigDecimal("0.10"), read("{\"a\":0.10}").orElseThrow().path("a").decimalValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "1", "{", "{}{}", "{} x", "{\"a\":1,\"a\":2}", "{\"a\":1e99999999999}", "{\"a\":1e-99999999999}",
        "{\"a\":7541e9999999991213254433015599}", "{\"a\":NaN}", "{'a':1}", "{\"a\":\"\\ud8\"}"})
    void aValueThatIsNotAnObjectIsNone(String text) {
        assertTrue(read(text).isEmpty());
    }

    @Test
    void depthAndLengthOfNumbersAreBounded() {
        assertTrue(read("{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}").isEmpty());
        assertTrue(read("{\"a\":" + "1".repeat(65) + "}").isEmpty());
        assertTrue(read("{\"a\":" + "1".repeat(64) + "}").isPresent());
    }

    @Test
    void textsAndNumbersAreText() {
        var object = read("{\"text\":\"a\",\"number\":12,\"blank\":\" \",\"null\":null,\"true\":true,\"list\":[1]}").orElseThrow();
        assertEquals(Optional.of("a"), Json.text(object, "text"));
        assertEquals(Optional.of("12"), Json.text(object, "number"));
        for (String other : new String[] {"blank", "null", "true", "list", "missing"}) {
            assertEquals(Optional.empty(), Json.text(object, other), other);
        }
    }

    private static Optional<JsonValue> read(String text) {
        return Json.readObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
