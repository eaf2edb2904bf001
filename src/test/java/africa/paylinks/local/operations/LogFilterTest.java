package africa.paylinks.local.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.http.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFilterTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "{ $.event = \"a\" }                                                           ; {\"event\":\"a\"}  ; true",
        "{ $.event = \"a\" }                                                           ; {\"event\":\"ab\"} ; false",
        "{ $.event = \"a*\" }                                                          ; {\"event\":\"ab\"} ; true",
        "{ $.event = \"a.\" }                                                          ; {\"event\":\"ab\"} ; false",
        "{ ($.event = \"a\") || ($.event = \"b\") }                                    ; {\"event\":\"b\"}  ; true",
        "{ ($.route = \"POST /w/*\") && (($.status = \"5*\") || ($.status = \"429\")) } ; {\"route\":\"POST /w/x\",\"status\":\"503\"} ; true",
        "{ ($.route = \"POST /w/*\") && (($.status = \"5*\") || ($.status = \"429\")) } ; {\"route\":\"POST /w/x\",\"status\":\"401\"} ; false",
        "{ ($.route = \"POST /w/*\") && (($.status = \"5*\") || ($.status = \"429\")) } ; {\"route\":\"GET /w/x\",\"status\":\"503\"}  ; false",
        "\"limit-near\"          ; {\"event\":\"limit-near\"} ; true",
        "\"limit-near\"          ; {\"event\":\"limit\"}      ; false",
        "\"a\" \"b\"             ; {\"event\":\"b\"}          ; false",
        "?\"a\" ?\"b\"           ; {\"event\":\"b\"}          ; true",
        "{ $.a = \"1\" || $.b = \"1\" && $.c = \"1\" }                                 ; {\"a\":\"1\"}      ; true"})
    void matchesAsThePatternSays(String pattern, String line, boolean expected) {
        assertEquals(expected, filter(pattern).pattern().test(Json.stored(line)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERROR", "\"a\" ?\"b\"", "{ $.latency > 5 }", "{ $.event IS NULL }", "{ $.event != \"a\" }", "{ ($.event = \"a\" }", "[a, b]"})
    void namesWhatItDoesNotKnow(String pattern) {
        String message = assertThrows(Unsupported.class, () -> filter(pattern)).getMessage();
        assertTrue(message.contains(pattern.replaceAll("[{} ]+$", "")), message);
    }

    private static LogFilter filter(String pattern) {
        return LogFilter.of("TestFilter", Map.of("LogGroupName", "Group", "FilterPattern", pattern, "MetricTransformations",
                List.of(Map.of("MetricNamespace", "N", "MetricName", "M", "MetricValue", "1", "DefaultValue", 0))));
    }
}
