package africa.paylinks.http;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden values are Node's own: {@code JSON.stringify(JSON.parse(text))}. */
class JavaScriptJsonTest {

    @Test
    void numbersAreWrittenAsJavaScriptWritesThem() throws IOException {
        List<String> lines = lines("javascript-numbers.csv");
        assertTrue(lines.size() > 400);
        assertAll(lines.stream().map(line -> line.split("\\|")).map(pair -> (Executable) () ->
                assertEquals(pair[1], JavaScriptNumber.write(pair[0]), pair[0])));
    }

    @Test
    void documentsAreWrittenAsNodeDoes() throws IOException {
        List<String> lines = lines("javascript-documents.txt");
        assertAll(IntStream.range(0, lines.size() / 3).mapToObj(i -> () -> {
            byte[] body = lines.get(3 * i).getBytes(StandardCharsets.UTF_8);
            String expected = new String(Base64.getDecoder().decode(lines.get(3 * i + 1)), StandardCharsets.UTF_8);
            assertEquals(Optional.of(expected), JavaScriptJson.rewritten(body).map(again -> new String(again, StandardCharsets.UTF_8)));
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "\"a\"", "{", "{}{}", "{'a':1}", "{\"a\":01}", "{\"a\":NaN}", "{\"a\":1e9999999999999}"})
    void numbersThatJavaScriptCannotReadAreNotWritten(String body) {
        assertEquals(Optional.empty(), JavaScriptJson.rewritten(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void hugeNumbersAndDeepNestingAreCheap() {
        byte[] numbers = ("[" + "1.2345678901234567891e-300,".repeat(2400) + "1]").getBytes(StandardCharsets.UTF_8);
        byte[] nested = ("[".repeat(32_000) + "]".repeat(32_000)).getBytes(StandardCharsets.UTF_8);
        assertTimeout(Duration.ofSeconds(5), () -> {
            assertEquals(Optional.empty(), JavaScriptJson.rewritten(numbers));
            assertEquals(Optional.empty(), JavaScriptJson.rewritten(nested));
        });
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream stream = JavaScriptJsonTest.class.getResourceAsStream("/kkiapay/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
