package africa.paylinks.local.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvanceRequestTest {

    private static final Instant NOW = Instant.parse("2027-01-31T10:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "advance | PT15M | 2027-01-31T10:15:00Z",
        "advance | P32D | 2027-03-04T10:00:00Z",
        "advance | P1M | 2027-02-28T10:00:00Z",
        "advance | P1Y2M | 2028-03-31T10:00:00Z",
        "advance | P2W | 2027-02-14T10:00:00Z",
        "advance | P1DT12H | 2027-02-01T22:00:00Z",
        "advance | PT1.5S | 2027-01-31T10:00:01.500Z",
        "advance | PT0S | 2027-01-31T10:00:00Z",
        "to | 2027-02-01T00:00:00Z | 2027-02-01T00:00:00Z",
        "to | 2027-02-01T00:00:00+01:00 | 2027-01-31T23:00:00Z",
        "to | 2027-01-31T10:00:00Z | 2027-01-31T10:00:00Z",
        "to | 2032-01-31T10:00:00Z | 2032-01-31T10:00:00Z"})
    void readsWhereTheClockIsToStand(String field, String value, Instant target) throws AdvanceRequest.Invalid {
        assertEquals(target, AdvanceRequest.target(bytes("{\"" + field + "\":\"" + value + "\"}"), NOW));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{} | Send either advance",
        "{\"advance\":null} | Send either advance",
        "{\"advance\":\"P1D\",\"to\":\"2027-02-01T00:00:00Z\"} | Send either advance",
        "{\"advance\":\"P1D\",\"by\":\"P1D\"} | Unknown: [by]",
        "{\"advance\":3600} | advance is a text",
        "{\"advance\":\"-P1D\"} | forward only",
        "{\"advance\":\"P-1D\"} | forward only",
        "{\"advance\":\"PT-1H\"} | forward only",
        "{\"advance\":\"P\"} | not P",
        "{\"advance\":\"P1DT\"} | not P1DT",
        "{\"advance\":\"1 day\"} | not 1 day",
        "{\"advance\":\"P5Y1D\"} | 5 years at most",
        "{\"advance\":\"P99999999999999Y\"} | 5 years at most",
        "{\"advance\":\"PT9999999999999999999H\"} | 5 years at most",
        "{\"to\":\"2027-01-31T09:59:59Z\"} | has passed",
        "{\"to\":\"2032-01-31T10:00:01Z\"} | 5 years at most",
        "{\"to\":\"2027-02-30T00:00:00Z\"} | not 2027-02-30T00:00:00Z",
        "{\"to\":\"2027-02-01\"} | not 2027-02-01",
        "{\"to\":true} | to is a text",
        "[] | The body is",
        "x | The body is"})
    void saysWhatIsWrong(String body, String detail) {
        String message = assertThrows(AdvanceRequest.Invalid.class, () -> AdvanceRequest.target(bytes(body), NOW)).getMessage();
        assertTrue(message.contains(detail), message);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
