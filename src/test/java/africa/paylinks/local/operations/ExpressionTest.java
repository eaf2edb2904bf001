package africa.paylinks.local.operations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {

    private static final Map<String, String> SERIES = new TreeMap<>(Map.of("a", "1 2 3 4", "b", "10 - 0 5", "none", "- - - -"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "7                                | 7 7 7 7",
        "a + 1                            | 2 3 4 5",
        "1 + 2 * 3 - 4 / 2                | 5 5 5 5",
        "(1 + 2) * 3                      | 9 9 9 9",
        "10 - 3 - 2                       | 5 5 5 5",
        "-a                               | -1 -2 -3 -4",
        "a - b                            | -9 - 3 -1",
        "100 * a / b                      | 10 - - 80",
        "FILL(b, 0)                       | 10 0 0 5",
        "FILL(none, 3)                    | 3 3 3 3",
        "SUM([a, b])                      | 11 2 3 9",
        "SUM(METRICS())                   | 11 2 3 9",
        "SUM(FILL(METRICS(), 1))          | 12 4 4 10",
        "MAX([a, FILL(b, 0)])             | 10 2 3 5",
        "MIN([a, b, none])                | 1 2 0 4",
        "SUM([none, none])                | - - - -",
        "DIFF(a)                          | - 1 1 1",
        "DIFF(b)                          | - - -10 5",
        "a >= 3                           | 0 0 1 1",
        "IF(a >= 3, a, 0)                 | 0 0 3 4",
        "IF(b >= 5, 1, 2)                 | 1 - 2 1",
        "IF(a < 3, b, a)                  | 10 - 3 4",
        "IF(DIFF(FILL(b, 0)) > 0, DIFF(FILL(b, 0)), 0) | - 0 0 5",
        "IF(none >= 20, 100 * FILL(a, 0) / none, 0)    | - - - -",
        "IF(FILL(none, 0) >= 20, 100 * a / FILL(none, 0), 100) | 100 100 100 100"})
    void calculatesPeriodByPeriod(String expression, String expected) {
        assertArrayEquals(points(expected), Expression.parse(expression).evaluate(INPUTS).points());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ANOMALY_DETECTION_BAND(a) | ANOMALY_DETECTION_BAND",
        "SEARCH('x', 'Sum')        | 'x'",
        "a AND b                   | AND",
        "a ^ 2                     | ^",
        "FILL(a)                   | FILL with 1 arguments",
        "FILL(a, REPEAT)           | REPEAT",
        "SUM(a)                    | SUM of a single series",
        "IF(a, b)                  | IF with 2 arguments",
        "[a, b] + 1                | a list",
        "(a                        | the end",
        "a b                       | 'b'"})
    void namesWhatItDoesNotKnow(String expression, String named) {
        Unsupported refused = assertThrows(Unsupported.class, () -> Expression.parse(expression).evaluate(INPUTS));
        assertTrue(refused.getMessage().contains(named), refused.getMessage());
        assertTrue(refused.getMessage().contains(expression), refused.getMessage());
    }

    @Test
    void knowsTheIdsThatItNames() {
        assertEquals(Set.of("a", "b"), Expression.parse("IF(a >= 20, 100 * FILL(b, 0) / a, 0)").names());
    }

    private static double[] points(String text) {
        return Stream.of(text.split(" ")).mapToDouble(point -> point.equals("-") ? Double.NaN : Double.parseDouble(point)).toArray();
    }

    private static final Expression.Inputs INPUTS = new Expression.Inputs() {
        @Override
        public Series named(String id) {
            return new Series(points(SERIES.get(id)));
        }

        @Override
        public List<Series> metrics() {
            List<Series> all = new ArrayList<>();
            SERIES.values().forEach(values -> all.add(new Series(points(values))));
            return all;
        }

        @Override
        public int length() {
            return 4;
        }
    };
}
