package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever can stop without a word has an alarm. */
class AlarmsTest {

    private static final Map<String, Map<String, Object>> ALARMS = DeployedFunction.TEMPLATE.resources("AWS::CloudWatch::Alarm");
    private static final int MAX_METRICS_PER_ALARM = 10;

    @Test
    void errorsAndThrottlesOfEveryFunctionAreWatchedOnce() {
        Set<String> functions = new TreeSet<>(DeployedFunction.TEMPLATE.resources("AWS::Serverless::Function").keySet());
        for (String metric : List.of("Errors", "Throttles")) {
            List<String> watched = new ArrayList<>();
            ALARMS.forEach((id, alarm) -> {
                if (id.endsWith(metric + "Alarm")) {
                    watched(alarm).get(metric).forEach(watched::add);
                    assertTrue(Template.list(alarm.get("Metrics")).size() <= MAX_METRICS_PER_ALARM + 1, id);
                    assertTrue(watched(alarm).get(metric).size() <= MAX_METRICS_PER_ALARM, id);
                    assertRaisedByOne(id, alarm);
                }
            });
            assertEquals(functions, new TreeSet<>(watched), metric);
            assertEquals(functions.size(), watched.size(), metric + " of a function are in two alarms");
        }
    }

    @Test
    void aFunctionThatNearsItsTimeLimitIsNoticed() {
        Set<String> watched = new TreeSet<>();
        for (String id : List.of("ApiDurationAlarm", "MerchantApiDurationAlarm", "WebhookDurationAlarm", "BackgroundDurationAlarm")) {
            List<Object> queries = Template.list(ALARMS.get(id).get("Metrics"));
            String expression = String.valueOf(Template.map(queries.get(0)).get("Expression"));
            for (Object query : queries.subList(1, queries.size())) {
                Map<String, Object> metric = Template.map(Template.map(Template.map(query).get("MetricStat")).get("Metric"));
                assertEquals("Duration", metric.get("MetricName"), id);
                String function = DeployedFunction.target(Template.map(Template.list(metric.get("Dimensions")).get(0)).get("Value"));
                assertTrue(watched.add(function), function);
                Object seconds = DeployedFunction.TEMPLATE.resources("AWS::Serverless::Function").get(function)
                        .getOrDefault("Timeout", DeployedFunction.TEMPLATE.functionGlobals().get("Timeout"));
                assertTrue(expression.contains("100 * " + Template.map(query).get("Id") + " / " + (Integer) seconds * 1000 + ","), function + " in " + expression);
            }
        }
        assertEquals(new TreeSet<>(DeployedFunction.TEMPLATE.resources("AWS::Serverless::Function").keySet()), watched);
    }

    @Test
    void ratesNeedAMinimumVolume() {
        for (String id : List.of("SuccessRateAlarm", "PaymentTimeAlarm", "WebhookDeliveryAlarm", "ProviderErrorRateAlarm", "RetryRateAlarm",
                "SettledObjectiveFastAlarm", "SettledObjectiveSlowAlarm", "AcceptedObjectiveFastAlarm", "AcceptedObjectiveSlowAlarm")) {
            assertTrue(String.valueOf(Template.list(ALARMS.get(id).get("Metrics")).get(0)).matches(".*IF\\(\\w+ >= \\$\\{AlarmMinimumVolume}, .*"), id);
            assertEquals("notBreaching", ALARMS.get(id).get("TreatMissingData"), id);
        }
        assertEquals(20, DefaultStack.parameter("AlarmMinimumVolume"));
    }

    @Test
    void theNextDeadLetterIsNoticedThoughTheQueueWasNotEmpty() {
        Set<String> dead = new TreeSet<>();
        DeployedFunction.TEMPLATE.resources("AWS::SQS::Queue").forEach((id, queue) -> {
            if (!queue.containsKey("RedrivePolicy")) {
                dead.add(id);
            }
        });
        Set<String> watched = new TreeSet<>();
        List<Object> queries = Template.list(ALARMS.get("DeadLetterArrivalsAlarm").get("Metrics"));
        for (Object query : queries.subList(1, queries.size())) {
            Map<String, Object> metric = Template.map(Template.map(Template.map(query).get("MetricStat")).get("Metric"));
            assertEquals("ApproximateNumberOfMessagesVisible", metric.get("MetricName"));
            watched.add(DeployedFunction.target(Template.map(Template.list(metric.get("Dimensions")).get(0)).get("Value")));
        }
        assertEquals(dead, watched);
        assertTrue(String.valueOf(queries.get(0)).contains("DIFF("));
    }

    @Test
    void everyAlarmNamesItsSection() {
        ALARMS.forEach((id, alarm) -> assertTrue(String.valueOf(alarm.get("AlarmDescription"))
                .matches(".*[sS]ee docs/operate\\.md#" + id.toLowerCase(Locale.ROOT) + "\\)?"), id));
    }

    @Test
    void everyDeadLetterQueueIsWatched() {
        Set<String> dead = new TreeSet<>();
        Set<String> working = new TreeSet<>();
        DeployedFunction.TEMPLATE.resources("AWS::SQS::Queue").forEach((id, queue) ->
                (queue.containsKey("RedrivePolicy") ? working : dead).add(id));
        assertEquals(dead, queuesWatchedBy("ApproximateNumberOfMessagesVisible"));
        assertEquals(working, queuesWatchedBy("ApproximateAgeOfOldestMessage"));
        assertTrue(dead.containsAll(Set.of("DeadLetterQueue", "DealsDeadLetterQueue", "NotificationsDeadLetterQueue")));
    }

    @Test
    void anAlarmReportsWaitingStreamRecordsLongBeforeTheyExpire() {
        Map<String, Object> alarm = ALARMS.get("EventsLateAlarm");
        assertEquals("IteratorAge", alarm.get("MetricName"));
        assertEquals("PublishPaymentEventsFunction", DeployedFunction.target(Template.map(Template.list(alarm.get("Dimensions")).get(0)).get("Value")));
        int millis = (Integer) alarm.get("Threshold");
        int seconds = (Integer) alarm.get("Period") * (Integer) alarm.get("EvaluationPeriods");
        assertTrue(millis / 1000 + seconds < 3600, "an hour of the stream's 24 is gone");
    }

    @Test
    void aReconcilerThatIsSilentOrFailsIsNoticed() {
        Map<String, Object> alarm = ALARMS.get("ReconcilerSilentAlarm");
        assertEquals("breaching", alarm.get("TreatMissingData"));
        assertEquals("LessThanThreshold", alarm.get("ComparisonOperator"));
        assertEquals(1, alarm.get("Threshold"));
        assertEquals(Map.of("Invocations", Set.of("ReconcilePaymentsFunction"), "Errors", Set.of("ReconcilePaymentsFunction")), watched(alarm));
        assertTrue(alarm.get("Metrics").toString().contains("invoked - failed"));
    }

    @Test
    void webhooksThatAreRefusedForAFaultOfOursAreNoticed() {
        Map<String, Object> filter = DeployedFunction.TEMPLATE.resources("AWS::Logs::MetricFilter").get("WebhookRefusalsMetric");
        assertEquals("AccessLogGroup", DeployedFunction.target(filter.get("LogGroupName")));
        String pattern = String.valueOf(filter.get("FilterPattern"));
        assertTrue(pattern.contains("$.route = \"POST /webhooks/*\""), pattern);
        assertTrue(pattern.contains("$.status = \"5*\"") && pattern.contains("$.status = \"429\""), pattern);
        String format = String.valueOf(Template.map(DeployedFunction.TEMPLATE.resources("AWS::Serverless::HttpApi").get("HttpApi")
                .get("AccessLogSettings")).get("Format"));
        // The filter reads what the access log says, status in quotes.
        assertTrue(format.contains("\"route\":\"$context.routeKey\"") && format.contains("\"status\":\"$context.status\""), format);
        assertRaisedByOne("WebhookRefusalsAlarm", ALARMS.get("WebhookRefusalsAlarm"));
    }

    @Test
    void everyMetricOfALogLineHasAnAlarm() {
        Set<Object> made = new HashSet<>();
        DeployedFunction.TEMPLATE.resources("AWS::Logs::MetricFilter").values().forEach(filter ->
                Template.list(filter.get("MetricTransformations")).forEach(metric -> made.add(Template.map(metric).get("MetricName"))));
        Set<Object> watched = new HashSet<>();
        ALARMS.values().forEach(alarm -> watched.add(alarm.get("MetricName")));
        made.removeAll(watched);
        assertEquals(Set.of(), made);
    }

    @Test
    void everyAlarmGoesToTheTopicAndDescribesItsCause() {
        assertFalse(ALARMS.isEmpty());
        ALARMS.forEach((id, alarm) -> {
            assertTrue(String.valueOf(alarm.get("AlarmActions")).contains("Ref=AlarmTopicArn"), id);
            assertTrue(Pattern.compile("\\w+ \\w+").matcher(String.valueOf(alarm.get("AlarmDescription"))).find(), id);
            assertTrue(Set.of("notBreaching", "breaching").contains(String.valueOf(alarm.get("TreatMissingData"))), id);
        });
    }

    private static void assertRaisedByOne(String id, Map<String, Object> alarm) {
        assertEquals(1, alarm.get("Threshold"), id);
        assertEquals("GreaterThanOrEqualToThreshold", alarm.get("ComparisonOperator"), id);
        assertEquals("notBreaching", alarm.get("TreatMissingData"), id);
    }

    private static Set<String> queuesWatchedBy(String metric) {
        Set<String> queues = new TreeSet<>();
        ALARMS.values().stream().filter(alarm -> metric.equals(alarm.get("MetricName"))).forEach(alarm ->
                queues.add(DeployedFunction.target(Template.map(Template.list(alarm.get("Dimensions")).get(0)).get("Value"))));
        return queues;
    }

    /** The functions of an alarm over several metrics, by metric. */
    private static Map<String, Set<String>> watched(Map<String, Object> alarm) {
        Map<String, Set<String>> watched = new TreeMap<>();
        for (Object query : Template.list(alarm.get("Metrics"))) {
            Map<String, Object> metric = Template.map(Template.map(Template.map(query).get("MetricStat")).get("Metric"));
            if (!metric.isEmpty()) {
                assertEquals("AWS/Lambda", metric.get("Namespace"));
                watched.computeIfAbsent(String.valueOf(metric.get("MetricName")), name -> new TreeSet<>())
                        .add(DeployedFunction.target(Template.map(Template.list(metric.get("Dimensions")).get(0)).get("Value")));
            }
        }
        return watched;
    }
}
