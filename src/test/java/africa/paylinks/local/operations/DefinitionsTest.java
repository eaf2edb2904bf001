package africa.paylinks.local.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.operations.Alarm.State;
import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The template's own definitions, as the local stack evaluates them. */
class DefinitionsTest {

    private static final Path FILE = Template.find(Path.of(""));
    private static final String TEXT = read();
    private static final Definitions DEFINITIONS = Definitions.of(Template.parse(TEXT), "test", "paylinks");
    private static final Map<String, String> STAGE = Map.of("Stage", "test");
    private static final int NOW = 60;

    private final MetricStore store = new MetricStore(new HashMap<>());

    @Test
    void everyAlarmOfTheTemplateIsEvaluated() {
        assertEquals(Template.parse(TEXT).resources("AWS::CloudWatch::Alarm").keySet(), DEFINITIONS.alarms().stream().map(Alarm::name).collect(Collectors.toSet()));
        assertTrue(DEFINITIONS.alarms().size() > 30);
        assertTrue(DEFINITIONS.dashboard().widgets().size() > 8);
        assertEquals(List.of("SettledObjective", "AcceptedObjective"), DEFINITIONS.objectives().stream().map(Definitions.Objective::name).toList());
    }

    @Test
    void withoutDataOnlyTheAlarmsOnSilenceAreRaised() {
        Set<String> raised = DEFINITIONS.alarms().stream().map(Alarm::name).filter(name -> state(name) == State.ALARM).collect(Collectors.toSet());
        assertTrue(raised.contains("ReconcilerSilentAlarm"), raised.toString());
        assertEquals(Set.of(), raised.stream().filter(name -> !name.endsWith("SilentAlarm")).collect(Collectors.toSet()));
    }

    @Test
    void deadLettersAreReplayedUnderTheWordsOfTheReplayFunction() {
        assertEquals("deals", DEFINITIONS.replays().get("DealsDeadLetterQueue"));
        assertEquals("notifications", DEFINITIONS.replays().get("NotificationsDeadLetterQueue"));
        assertEquals("webhooks", DEFINITIONS.replays().get("WebhookBufferDeadLetterQueue"));
        assertNull(DEFINITIONS.replays().get("DeadLetterQueue"));
    }

    @Test
    void whatIsNotMeasuredLocallyIsKnown() {
        Set<String> kinds = new TreeSet<>();
        Stream.concat(DEFINITIONS.alarms().stream().map(Alarm::query), DEFINITIONS.dashboard().widgets().stream().map(Widget::query))
                .flatMap(query -> query.metrics().values().stream()).map(Query.MetricStat::metric).filter(metric -> !DEFINITIONS.isMeasured(metric))
                .forEach(metric -> kinds.add(metric.kind()));
        assertEquals(Set.of("AWS/DynamoDB ConsumedReadCapacityUnits", "AWS/DynamoDB ConsumedWriteCapacityUnits", "AWS/Lambda Throttles"), kinds);
    }

    /** {metric}={count} at the same minute, and the state that follows. */
    @TestFactory
    Stream<DynamicTest> ratesNeedTheirMinimumVolume() {
        return Stream.of(
                "SuccessRateAlarm PaymentCompleted=17 PaymentFailed=3 ALARM", "SuccessRateAlarm PaymentCompleted=18 PaymentFailed=2 OK",
                "SuccessRateAlarm PaymentCompleted=10 PaymentFailed=4 PaymentExpired=6 ALARM", "SuccessRateAlarm PaymentFailed=19 OK",
                "SuccessRateAlarm PaymentFailed=20 ALARM",
                "WebhookDeliveryAlarm OutcomeByWebhook=18 OutcomeByReconciliation=2 ALARM", "WebhookDeliveryAlarm OutcomeByWebhook=19 OutcomeByReconciliation=1 OK",
                "WebhookDeliveryAlarm OutcomeByReconciliation=19 OK", "WebhookDeliveryAlarm OutcomeByReconciliation=20 ALARM",
                "AcceptedObjectiveFastAlarm EventDelivered=17 EventFailed=3 ALARM", "AcceptedObjectiveFastAlarm EventDelivered=18 EventFailed=2 OK",
                "AcceptedObjectiveSlowAlarm EventFailed=19 OK").map(row -> DynamicTest.dynamicTest(row, () -> {
                    String[] cells = row.split(" ");
                    MetricStore own = new MetricStore(new HashMap<>());
                    for (String cell : List.of(cells).subList(1, cells.length - 1)) {
                        add(own, cell.replaceFirst("=.*", ""), NOW - 5, Integer.parseInt(cell.replaceFirst(".*=", "")), 1);
                    }
                    assertEquals(State.valueOf(cells[cells.length - 1]), evaluate(own, cells[0], NOW));
                }));
    }

    @Test
    void paymentsThatTakeLongRaiseTheirAlarms() {
        add(store, "PaymentDuration", NOW - 5, 19, 200);
        assertEquals(State.OK, state("PaymentTimeAlarm"));
        add(store, "PaymentDuration", NOW - 5, 1, 20);
        assertEquals(State.ALARM, state("PaymentTimeAlarm"));
        assertEquals(State.ALARM, state("SettledObjectiveFastAlarm"));
        assertEquals(State.OK, evaluate(store, "PaymentTimeAlarm", NOW + 60));
    }

    @Test
    void providerErrorsHaveToLastForTwoPeriods() {
        add(store, "ProviderCall", NOW - 3, 100, 1);
        add(store, "ProviderError", NOW - 3, 6, 1);
        assertEquals(State.OK, state("ProviderErrorRateAlarm"));
        add(store, "ProviderCall", NOW - 8, 100, 1);
        add(store, "ProviderError", NOW - 8, 5, 1);
        assertEquals(State.OK, state("ProviderErrorRateAlarm"), "5 % are allowed");
        add(store, "ProviderError", NOW - 8, 1, 1);
        assertEquals(State.ALARM, state("ProviderErrorRateAlarm"));
        add(store, "ProviderCall", NOW + 3, 100, 1);
        assertEquals(State.OK, evaluate(store, "ProviderErrorRateAlarm", NOW + 5), "a good period ends it");
    }

    @Test
    void theReconcilerIsNoticedWhenItIsSilentAndWhenItFails() {
        MetricKey invocations = lambda("Invocations", "reconcile-payments");
        MetricKey errors = lambda("Errors", "reconcile-payments");
        store.add(invocations, Times.minute(NOW - 2), 1);
        store.add(errors, Times.minute(NOW - 2), 0);
        assertEquals(State.OK, state("ReconcilerSilentAlarm"));
        store.add(invocations, Times.minute(NOW + 3), 1);
        store.add(errors, Times.minute(NOW + 3), 1);
        assertEquals(State.ALARM, evaluate(store, "ReconcilerSilentAlarm", NOW + 6));
        assertEquals(State.ALARM, evaluate(store, "ReconcilerSilentAlarm", NOW + 60));
    }

    @Test
    void aDeadLetterIsNoticedThoughTheQueueWasNotEmpty() {
        MetricKey depth = MetricKey.of("AWS/SQS", "ApproximateNumberOfMessagesVisible", Map.of("QueueName", "DealsDeadLetterQueue"));
        for (int minute = NOW - 30; minute < NOW; minute++) {
            store.add(depth, Times.minute(minute), 2);
        }
        assertEquals(State.ALARM, state("DealsDeadAlarm"));
        assertEquals(State.OK, state("DeadLetterArrivalsAlarm"));
        store.add(depth, Times.minute(NOW), 3);
        assertEquals(State.ALARM, evaluate(store, "DeadLetterArrivalsAlarm", NOW + 1));
    }

    @Test
    void aFunctionNearItsTimeLimitIsNoticed() {
        store.add(lambda("Duration", "create-payment-link"), Times.minute(NOW - 1), 26_000);
        assertEquals(State.OK, state("ApiDurationAlarm"));
        store.add(lambda("Duration", "create-payment-link"), Times.minute(NOW - 1), 26_200);
        assertEquals(State.ALARM, state("ApiDurationAlarm"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Threshold: 90\\n|Threshold: 90\\n      ThresholdMetricId: x\\n|ThresholdMetricId",
        "TreatMissingData: breaching|TreatMissingData: unheardOf|unheardOf",
        "ComparisonOperator: LessThanThreshold|ComparisonOperator: LessThanLowerThreshold|LessThanLowerThreshold",
        "Stat: 'PR(:60)'|Stat: 'IQM'|IQM",
        "Expression: invoked - failed|Expression: RATE(invoked)|RATE",
        "MetricName: PaymentFailed|MetricName: PaymentExploded|PaymentExploded",
        "MetricName: IteratorAge|MetricName: DeadLetterErrors|DeadLetterErrors",
        "$.event = \"kommo-blocked\"|$.event = %kommo%|%kommo%",
        "\"view\": \"bar\"|\"view\": \"gauge\"|gauge",
        "\"yAxis\": \"right\"}|\"visible\": false}|visible",
        "Type: AWS::CloudWatch::Dashboard|Type: AWS::CloudWatch::AnomalyDetector|AnomalyDetector"})
    void namesWhatItDoesNotKnow(String original, String changed, String named) {
        String before = original.replace("\\n", "\n");
        assertTrue(TEXT.contains(before), original);
        String text = TEXT.replace(before, changed.replace("\\n", "\n"));
        String message = assertThrows(Unsupported.class, () -> Definitions.of(Template.parse(text), "test", "paylinks")).getMessage();
        assertTrue(message.contains(named), message);
    }

    private State state(String alarm) {
        return evaluate(store, alarm, NOW);
    }

    private static State evaluate(MetricStore store, String alarm, int minute) {
        return DEFINITIONS.alarms().stream().filter(one -> one.name().equals(alarm)).findFirst().orElseThrow()
                .evaluate(store, Times.minute(minute), State.INSUFFICIENT_DATA).state();
    }

    private static MetricKey lambda(String metric, String function) {
        return MetricKey.of("AWS/Lambda", metric, Map.of("FunctionName", function));
    }

    private static void add(MetricStore store, String metric, int minute, int times, double value) {
        for (int i = 0; i < times; i++) {
            store.add(MetricKey.of("Paylinks", metric, STAGE), Times.minute(minute), value);
        }
    }

    private static String read() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
