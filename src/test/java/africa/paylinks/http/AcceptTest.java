package africa.paylinks.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptTest {

    private static final List<String> OFFERS = List.of("application/json", "text/csv", "application/x-ndjson");

    @Test
    void aRequestWithoutPreferenceGetsTheFirstOffer() {
        assertEquals(Optional.of("application/json"), Accept.best(Optional.empty(), OFFERS));
        assertEquals(Optional.of("application/json"), Accept.best(Optional.of(" "), OFFERS));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "application/json | application/json",
        "text/csv | text/csv",
        "TEXT/CSV; charset=utf-8 | text/csv",
        "text/csv;header=present;q=0.5 | text/csv",
        "text/* | text/csv",
        "application/* | application/json",
        "*/* | application/json",
        "application/json, text/plain, */* | application/json",
        "text/csv, */* | text/csv",
        "text/csv;q=0.2, */*;q=0.1 | text/csv",
        "text/csv;q=0.8, application/x-ndjson;q=0.801 | application/x-ndjson",
        "application/x-ndjson;q=1.000,text/csv;Q=0.9 | application/x-ndjson",
        "*/*, application/json;q=0 | text/csv",
        "application/*;q=0.5, application/json;q=0.1 | application/x-ndjson",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | application/json",
        "text/csv;note=\"a, b; q=0\";q=1 | text/csv",
        "text/csv;q=2, application/x-ndjson | application/x-ndjson",
        "nonsense, text/csv | text/csv",
        "text/csv, application/json | application/json"})
    void theBestOfferIsChosen(String header, String expected) {
        assertEquals(Optional.of(expected), Accept.best(Optional.of(header), OFFERS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/xml", "text/csv;q=0", "text/*;q=0", "*/*;q=0", "text/csv;q=x", "text/csv;q=", "nonsense", ",", "*/csv",
        "text/csv;q=0.0001", "text csv"})
    void nothingIsChosenWhenNoOfferIsAcceptable(String header) {
        assertEquals(Optional.empty(), Accept.best(Optional.of(header), OFFERS));
    }
}
