package africa.paylinks.packaged;

import africa.paylinks.aws.SdkJson;
import africa.paylinks.aws.TestTable;
import africa.paylinks.local.dynamodb.TableDefinition;
import africa.paylinks.local.secrets.SecretVersions;
import africa.paylinks.local.template.Template;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The template's table, queues, secrets, bus and rules, made at an endpoint that speaks for all of AWS. */
final class AwsResources {

    private final URI endpoint;
    private final Template template;

    private AwsResources(URI endpoint, Template template) {
        this.endpoint = endpoint;
        this.template = template;
    }

    /**
     * Makes all of it.
     *
     * @param settings the local stack's environment, which names queues by their logical ids
     * @return what functions need in their environment instead
     */
    static Map<String, String> create(URI endpoint, Template template, SecretVersions secrets, Map<String, String> settings) {
        AwsResources resources = new AwsResources(endpoint, template);
        resources.table(settings.get("PAYLINKS_TABLE"));
        resources.secrets(secrets, settings.get("PAYLINKS_STAGE"));
        Map<String, Queue> queues = resources.queues();
        resources.bus(settings.get("PAYLINKS_EVENTS_BUS"), queues);
        Map<String, String> environment = new TreeMap<>();
        List.of("QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE", "PAYLINKS_SECRETS_ENDPOINT", "PAYLINKS_QUEUES_ENDPOINT", "PAYLINKS_EVENTS_ENDPOINT")
                .forEach(variable -> environment.put(variable, endpoint.toString()));
        settings.forEach((variable, value) -> {
            Queue queue = queues.get(value.replaceFirst("^.*[/:]", ""));
            if (queue != null) {
                environment.put(variable, value.startsWith("arn:") ? queue.arn() : queue.url());
            }
        });
        return environment;
    }

    private record Queue(String url, String arn) {
    }

    private void table(String name) {
        TableDefinition table = TableDefinition.of(template, name);
        try (DynamoDbClient client = TestTable.client(endpoint.toString())) {
            client.createTable(SdkJson.fill(CreateTableRequest.builder(), table.create()).build());
            table.timeToLive().ifPresent(attribute -> client.updateTimeToLive(request -> request.tableName(name)
                    .timeToLiveSpecification(expiry -> expiry.attributeName(attribute).enabled(true))));
        }
    }

    private void secrets(SecretVersions secrets, String stage) {
        try (SecretsManagerClient client = here(SecretsManagerClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder())).build()) {
            template.resources("AWS::SecretsManager::Secret").values().forEach(secret -> {
                String name = Template.map(secret.get("Name")).get("Fn::Sub").toString().replace("${Stage}", stage);
                client.createSecret(request -> request.name(name).secretString(secrets.value(name, SecretVersions.CURRENT).orElseThrow()));
            });
        }
    }

    private Map<String, Queue> queues() {
        Map<String, Map<String, Object>> declared = template.resources("AWS::SQS::Queue");
        Map<String, Queue> made = new LinkedHashMap<>();
        try (SqsClient client = here(SqsClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder())).build()) {
            declared.keySet().forEach(id -> make(client, declared, id, made));
        }
        return made;
    }

    /** A queue whose dead letters go to another one is made after that. */
    private static Queue make(SqsClient client, Map<String, Map<String, Object>> declared, String id, Map<String, Queue> made) {
        Queue there = made.get(id);
        if (there != null) {
            return there;
        }
        Map<String, Object> queue = declared.get(id);
        Map<QueueAttributeName, String> attributes = new HashMap<>();
        List.of("VisibilityTimeout", "MessageRetentionPeriod", "SqsManagedSseEnabled").forEach(name -> Template.text(queue.get(name))
                .ifPresent(value -> attributes.put(QueueAttributeName.fromValue(name), value)));
        Map<String, Object> redrive = Template.map(queue.get("RedrivePolicy"));
        if (!redrive.isEmpty()) {
            Queue dead = make(client, declared, target(redrive.get("deadLetterTargetArn")), made);
            attributes.put(QueueAttributeName.REDRIVE_POLICY, "{\"deadLetterTargetArn\":\"" + dead.arn() + "\",\"maxReceiveCount\":"
                    + redrive.get("maxReceiveCount") + "}");
        }
        String url = client.createQueue(request -> request.queueName(id).attributes(attributes)).queueUrl();
        String arn = client.getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN)).attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        Queue queueMade = new Queue(url, arn);
        made.put(id, queueMade);
        return queueMade;
    }

    private void bus(String name, Map<String, Queue> queues) {
        try (EventBridgeClient client = here(EventBridgeClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder())).build()) {
            client.createEventBus(request -> request.name(name));
            template.resources("AWS::Events::Rule").forEach((id, rule) -> {
                client.putRule(request -> request.name(id).eventBusName(name)
                        .eventPattern(africa.paylinks.local.http.Json.text(rule.get("EventPattern"))));
                Template.list(rule.get("Targets")).forEach(target -> client.putTargets(request -> request.rule(id).eventBusName(name)
                        .targets(to -> to.id(String.valueOf(Template.map(target).get("Id")))
                                .arn(queues.get(target(Template.map(target).get("Arn"))).arn()))));
            });
        }
    }

    private static String target(Object attribute) {
        Object argument = Template.map(attribute).get("Fn::GetAtt");
        return argument instanceof List<?> parts ? String.valueOf(parts.get(0)) : String.valueOf(argument).replaceFirst("\\..*", "");
    }

    /** As the functions sign their requests when they are given an endpoint. */
    private <T extends AwsClientBuilder<T, ?>> T here(T builder) {
        return builder.endpointOverride(endpoint).region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }
}
