package africa.paylinks.packaged;

import africa.paylinks.local.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the roles of the template allow each function to call, as action and resource. */
final class Permissions {

    /** Used by others in the function's name: Secrets Manager decrypts, Lambda writes the log and follows streams and queues. */
    private static final Set<String> SERVICES_OF_OTHERS = Set.of("kms", "logs");
    private static final Set<String> OF_A_STREAM = Set.of("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator",
            "dynamodb:ListStreams");
    private static final Set<String> OF_A_QUEUE = Set.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");

    private Permissions() {
    }

    /** Each as the function's name, action and resource. */
    static Set<String> of(Template template) {
        Set<String> permissions = new TreeSet<>();
        template.resources("AWS::Serverless::Function").values().forEach(function -> {
            String name = String.valueOf(Template.map(Template.map(function.get("Environment")).get("Variables")).get("QUARKUS_FUNQY_EXPORT"));
            Set<String> types = Template.map(function.get("Events")).values().stream()
                    .map(event -> String.valueOf(Template.map(event).get("Type"))).collect(Collectors.toSet());
            // Lambda sends an event there that it was given to keep and could not hand over.
            List<Object> dead = Template.map(function.get("DeadLetterQueue")).values().stream().filter(value -> value instanceof Map).toList();
            Map<String, Object> role = template.resources("AWS::IAM::Role").get(logicalId(function.get("Role")));
            for (Object policy : Template.list(role.get("Policies"))) {
                for (Object each : Template.list(Template.map(Template.map(policy).get("PolicyDocument")).get("Statement"))) {
                    Map<String, Object> statement = Template.map(each);
                    for (Object action : many(statement.get("Action"))) {
                        boolean others = SERVICES_OF_OTHERS.contains(action.toString().replaceFirst(":.*", ""))
                                || types.contains("DynamoDB") && OF_A_STREAM.contains(action)
                                || types.contains("SQS") && OF_A_QUEUE.contains(action);
                        if (!others) {
                            many(statement.get("Resource")).stream()
                                    .filter(resource -> !action.equals("sqs:SendMessage") || !dead.contains(resource))
                                    .forEach(resource -> permissions.add(name + " " + action + " " + name(template, resource)));
                        }
                    }
                }
            }
        });
        return permissions;
    }

    private static String name(Template template, Object resource) {
        Object text = Template.map(resource).get("Fn::Sub");
        if (text != null) {
            return text.toString().replace("${Table.Arn}", "Table");
        }
        String id = logicalId(resource);
        Map<String, Object> secret = template.resources("AWS::SecretsManager::Secret").get(id);
        return secret == null ? id : Template.map(secret.get("Name")).get("Fn::Sub").toString().replaceFirst("^.*/", "");
    }

    private static String logicalId(Object reference) {
        Map<String, Object> function = Template.map(reference);
        Object argument = function.getOrDefault("Ref", function.get("Fn::GetAtt"));
        return argument instanceof List<?> parts ? String.valueOf(parts.get(0)) : String.valueOf(argument).replaceFirst("\\..*", "");
    }

    private static List<Object> many(Object value) {
        return value instanceof List<?> ? Template.list(value) : List.of(value);
    }
}
