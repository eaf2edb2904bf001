package africa.paylinks.local.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.local.operations.Alarm.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tables in "Configuring how CloudWatch alarms treat missing data": X breaches, 0 does not, - is missing; the newest is at the right. Each row has the
 * states for missing, ignore, breaching and notBreaching.
 */
class AlarmStateTest {

    private static final List<String> TREATMENTS = List.of("missing", "ignore", "breaching", "notBreaching");

    @TestFactory
    Stream<DynamicTest> threeOfThree() {
        return table(3, 3, """
                0 - X - X | OK                | OK    | OK    | OK
                - - - - 0 | OK                | OK    | OK    | OK
                - - - - - | INSUFFICIENT_DATA | KEEPS | ALARM | OK
                0 X X - X | ALARM             | ALARM | ALARM | ALARM
                - - X - - | ALARM             | KEEPS | ALARM | OK
                """);
    }

    @TestFactory
    Stream<DynamicTest> twoOfThree() {
        return table(2, 3, """
                0 - X - X | ALARM             | ALARM | ALARM | ALARM
                0 0 X 0 X | ALARM             | ALARM | ALARM | ALARM
                0 - X - - | OK                | OK    | ALARM | OK
                - - - - 0 | OK                | OK    | ALARM | OK
                - - - X - | ALARM             | KEEPS | ALARM | OK
                """);
    }

    @TestFactory
    Stream<DynamicTest> oneOfOne() {
        return table(1, 1, """
                - - X     | ALARM             | ALARM | ALARM | ALARM
                X X 0     | OK                | OK    | OK    | OK
                - X -     | ALARM             | ALARM | ALARM | ALARM
                - - -     | INSUFFICIENT_DATA | KEEPS | ALARM | OK
                """);
    }

    private static Stream<DynamicTest> table(int needed, int periods, String rows) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String row : rows.strip().split("\n")) {
            String[] cells = row.strip().split("\\s*\\|\\s*");
            List<Double> points = Stream.of(cells[0].split(" ")).map(point -> point.equals("X") ? Double.valueOf(1) : point.equals("0") ? 0 : Double.NaN).toList();
            for (int i = 0; i < TREATMENTS.size(); i++) {
                Alarm alarm = alarm(needed, periods, TREATMENTS.get(i));
                String expected = cells[i + 1];
                tests.add(DynamicTest.dynamicTest(cells[0] + " " + TREATMENTS.get(i), () -> {
                    for (State before : State.values()) {
                        assertEquals(expected.equals("KEEPS") ? before : State.valueOf(expected), alarm.state(points, value -> value > 0, before));
                    }
                }));
            }
        }
        return tests.stream();
    }

    @ParameterizedTest
    @CsvSource({
        "GreaterThanThreshold, 5, OK", "GreaterThanThreshold, 6, ALARM",
        "GreaterThanOrEqualToThreshold, 4, OK", "GreaterThanOrEqualToThreshold, 5, ALARM",
        "LessThanThreshold, 5, OK", "LessThanThreshold, 4, ALARM",
        "LessThanOrEqualToThreshold, 6, OK", "LessThanOrEqualToThreshold, 5, ALARM"})
    void comparesAsTheOperatorSays(String operator, double value, State expected) {
        Map<String, Object> properties = properties(1, 1, "missing");
        properties.put("ComparisonOperator", operator);
        MetricStore store = new MetricStore(new LinkedHashMap<>());
        store.add(Times.METRIC, Times.minute(9), value);
        assertEquals(expected, Alarm.of("TestAlarm", properties).evaluate(store, Times.minute(10), State.OK).state());
    }

    @Test
    void needsAllPeriodsUnlessItSaysHowMany() {
        Map<String, Object> properties = properties(2, 3, "missing");
        assertEquals(2, Alarm.of("TestAlarm", properties).datapointsToAlarm());
        properties.remove("DatapointsToAlarm");
        assertEquals(3, Alarm.of("TestAlarm", properties).datapointsToAlarm());
    }

    @Test
    void evaluatesWholeMinutesInAWindowThatSlides() {
        Map<String, Object> properties = properties(1, 1, "notBreaching");
        properties.put("Statistic", "Sum");
        properties.put("Period", 300);
        Alarm alarm = Alarm.of("TestAlarm", properties);
        MetricStore store = new MetricStore(new LinkedHashMap<>());
        store.add(Times.METRIC, Times.minute(3), 3);
        store.add(Times.METRIC, Times.minute(7), 3);
        assertEquals(State.OK, alarm.evaluate(store, Times.minute(7).plusSeconds(59), State.OK).state(), "the minute is not over");
        assertEquals(6, alarm.evaluate(store, Times.minute(8), State.OK).value());
        assertEquals(State.ALARM, alarm.evaluate(store, Times.minute(8), State.OK).state());
        assertEquals(3, alarm.evaluate(store, Times.minute(9), State.OK).value(), "the first has left the window");
        assertEquals(State.OK, alarm.evaluate(store, Times.minute(9), State.ALARM).state());
    }

    @Test
    void takesTheSectionOutOfTheDescription() {
        Map<String, Object> properties = properties(1, 1, "missing");
        properties.put("AlarmDescription", "It burns. See docs/operate.md#testalarm");
        Alarm alarm = Alarm.of("TestAlarm", properties);
        assertEquals("It burns.", alarm.description());
        assertEquals(Optional.of("docs/operate.md#testalarm"), alarm.section());
    }

    private static Alarm alarm(int needed, int periods, String missing) {
        return Alarm.of("TestAlarm", properties(needed, periods, missing));
    }

    private static Map<String, Object> properties(int needed, int periods, String missing) {
        return new LinkedHashMap<>(Map.of("Namespace", "Test", "MetricName", "Value", "Statistic", "Maximum", "Period", 60, "EvaluationPeriods", periods,
                "DatapointsToAlarm", needed, "Threshold", 5, "ComparisonOperator", "GreaterThanThreshold", "TreatMissingData", missing));
    }
}
