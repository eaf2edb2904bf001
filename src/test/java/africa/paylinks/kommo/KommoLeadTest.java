package africa.paylinks.kommo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.http.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KommoLeadTest {

    @ParameterizedTest
    @CsvSource({"150,150", "150.5,150.5", "1.25E7,12500000", "1E2,100", "50.0000000000,50", "5.0E1,50", "'\"150\"',150", "'\" 150.50 \"',150.5"})
    void aPriceIsItsValueHoweverItIsSpelled(String json, BigDecimal price) {
        assertEquals(0, price.compareTo(price(json).orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "-1", "null", "true", "\"\"", "\"1e3\"", "\"1,000\"", "1E+2000000000", "1E-2000000000", "{}"})
    void anInvalidPriceIsNone(String json) {
        assertEquals(Optional.empty(), price(json));
    }

    @Test
    void aDealWithoutAPriceHasNone() {
        assertEquals(Optional.empty(), KommoLead.read(Json.object().put("status_id", 7)).orElseThrow().price());
    }

    private static Optional<BigDecimal> price(String json) {
        return KommoLead.read(Json.readObject(("{\"status_id\":7,\"price\":" + json + "}").getBytes(StandardCharsets.UTF_8))
                .orElseThrow()).orElseThrow().price();
    }
}
