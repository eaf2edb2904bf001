package africa.paylinks.local.events;

import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The queues, event rules and event sources that the template declares.
 *
 * @param queues by logical id
 */
record EventTopology(Map<String, Queue> queues, List<Rule> rules, List<QueueSource> queueSources, List<StreamSource> streamSources) {

    /**
     * A queue.
     *
     * @param visibilitySeconds how long a received message is hidden
     * @param deadLetters logical id of the queue that gets messages received {@code maxReceives} times
     */
    record Queue(String name, int visibilitySeconds, Optional<String> deadLetters, int maxReceives) {
    }

    /** A rule on the bus and its target queue. */
    record Rule(String name, EventPattern pattern, String queue) {
    }

    /** A function that consumes a queue. */
    record QueueSource(String function, String queue, int batchSize, int concurrency) {
    }

    /** A function that consumes the table's stream. A change passes if any filter matches, or if there is no filter. */
    record StreamSource(String function, int batchSize, List<EventPattern> filters) {

        boolean takes(com.fasterxml.jackson.databind.JsonNode change) {
            return filters.isEmpty() || filters.stream().anyMatch(filter -> filter.matches(change));
        }
    }

    /**
     * Reads a template.
     *
     * @throws IOException when a filter is no JSON
     */
    static EventTopology of(Template template) throws IOException {
        Map<String, Queue> queues = new LinkedHashMap<>();
        template.resources("AWS::SQS::Queue").forEach((id, properties) -> queues.put(id, queue(id, properties)));
        List<Rule> rules = new ArrayList<>();
        template.resources("AWS::Events::Rule").forEach((id, properties) -> Template.list(properties.get("Targets")).forEach(target ->
                rules.add(new Rule(id, EventPattern.of(properties.get("EventPattern")), target(Template.map(target).get("Arn"))))));
        List<QueueSource> queueSources = new ArrayList<>();
        List<StreamSource> streamSources = new ArrayList<>();
        for (Map<String, Object> function : template.resources("AWS::Serverless::Function").values()) {
            String export = Template.text(Template.map(Template.map(function.get("Environment")).get("Variables")).get("QUARKUS_FUNQY_EXPORT")).orElse("");
            for (Object event : Template.map(function.get("Events")).values()) {
                Map<String, Object> properties = Template.map(Template.map(event).get("Properties"));
                Object type = Template.map(event).get("Type");
                if ("SQS".equals(type)) {
                    queueSources.add(new QueueSource(export, target(properties.get("Queue")), number(properties, "BatchSize", 10),
                            number(Template.map(properties.get("ScalingConfig")), "MaximumConcurrency", 2)));
                } else if ("DynamoDB".equals(type)) {
                    streamSources.add(new StreamSource(export, number(properties, "BatchSize", 100), filters(properties)));
                }
            }
        }
        return new EventTopology(queues, rules, queueSources, streamSources);
    }

    private static Queue queue(String id, Map<String, Object> properties) {
        Map<String, Object> redrive = Template.map(properties.get("RedrivePolicy"));
        return new Queue(id, number(properties, "VisibilityTimeout", 30),
                Optional.ofNullable(redrive.get("deadLetterTargetArn")).map(EventTopology::target), number(redrive, "maxReceiveCount", Integer.MAX_VALUE));
    }

    private static List<EventPattern> filters(Map<String, Object> properties) throws IOException {
        List<EventPattern> filters = new ArrayList<>();
        for (Object filter : Template.list(Template.map(properties.get("FilterCriteria")).get("Filters"))) {
            filters.add(EventPattern.parse(String.valueOf(Template.map(filter).get("Pattern"))));
        }
        return filters;
    }

    /** The logical id in {@code !GetAtt X.Arn}. */
    private static String target(Object attribute) {
        Object argument = Template.map(attribute).get("Fn::GetAtt");
        return argument instanceof List<?> parts ? String.valueOf(parts.get(0)) : String.valueOf(argument).replaceFirst("\\..*", "");
    }

    private static int number(Map<String, Object> properties, String name, int usual) {
        return Template.text(properties.get(name)).map(Integer::valueOf).orElse(usual);
    }
}
