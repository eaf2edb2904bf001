package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.DefaultSettings;
import africa.paylinks.capability.ProvidersOfTheCode;
import africa.paylinks.deployment.DeployedFunction.Statement;
import africa.paylinks.kommo.KommoConfig;
import africa.paylinks.local.template.Route;
import africa.paylinks.local.template.Routes;
import africa.paylinks.local.template.Template;
import africa.paylinks.provider.BalanceLookup;
import africa.paylinks.provider.BankDirectory;
import africa.paylinks.provider.Canceller;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.Refunder;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.provider.WidgetCheckout;
import africa.paylinks.reconciliation.ReconciliationConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

class DeploymentTemplateTest {

    private static final List<DeployedFunction> FUNCTIONS = DeployedFunction.all();
    private static final Map<String, Object> GLOBALS = DeployedFunction.TEMPLATE.functionGlobals();

    /** What each call of the code needs on the table; a transaction needs what is in it. */
    private static final Map<String, String> ACTION_OF_CALL = Map.of(
            "getItem", "dynamodb:GetItem", "query", "dynamodb:Query", "queryPaginator", "dynamodb:Query",
            "putItem", "dynamodb:PutItem", "updateItem", "dynamodb:UpdateItem", "deleteItem", "dynamodb:DeleteItem",
            "batchGetItem", "dynamodb:BatchGetItem", "batchWriteItem", "dynamodb:BatchWriteItem",
            "transactGetItems", "dynamodb:GetItem", "scan", "dynamodb:Scan");
    private static final Map<String, String> ACTION_OF_TRANSACTION_PART = Map.of(
            "put", "dynamodb:PutItem", "update", "dynamodb:UpdateItem", "delete", "dynamodb:DeleteItem",
            "conditionCheck", "dynamodb:ConditionCheckItem");

    /** What Lambda itself needs in order to hand over a stream. */
    private static final Set<String> OF_STREAMS = Set.of("dynamodb:DescribeStream", "dynamodb:GetRecords",
            "dynamodb:GetShardIterator", "dynamodb:ListStreams");
    /** What Lambda itself needs in order to hand over a queue, and the function in order to say when a message comes again. */
    private static final Set<String> OF_QUEUES = Set.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes",
            "sqs:ChangeMessageVisibility");

    /** The providers that a function calls, by their capabilities; one that is not named here calls none, except that of a webhook. */
    private static final Map<String, Predicate<Provider>> CALLED_PROVIDERS = Map.ofEntries(
            Map.entry("create-payment-link", DeploymentTemplateTest::isCalledToCreate),
            Map.entry("link-page", DeploymentTemplateTest::isCalledToCreate),
            Map.entry("subscriptions", DeploymentTemplateTest::isCalledToCreate),
            Map.entry("charge-subscriptions", DeploymentTemplateTest::isCalledToCreate),
            Map.entry("get-payment", StatusLookup.class::isInstance),
            Map.entry("checkout-page", StatusLookup.class::isInstance),
            Map.entry("reconcile-payments", StatusLookup.class::isInstance),
            Map.entry("process-buffered-webhooks", WebhookSource.class::isInstance),
            Map.entry("replay-event", WebhookSource.class::isInstance),
            Map.entry("refund-payment", Refunder.class::isInstance),
            Map.entry("cancel-payment", Canceller.class::isInstance),
            Map.entry("manage-transfers", CustomerDebit.class::isInstance),
            Map.entry("provider-info", provider -> provider instanceof BankDirectory || provider instanceof BalanceLookup),
            Map.entry("kommo-deals", provider -> provider.name().equals(DefaultSettings.of(KommoConfig.class, "paylinks.kommo.provider"))));
    /** Secrets of others than the providers. */
    private static final Map<String, Set<String>> OTHER_SECRETS = Map.of("kommo-webhook", Set.of("KommoSecret"), "kommo-deals", Set.of("KommoSecret"),
            "manage-webhook-endpoints", Set.of("EndpointKeysSecret"), "notify-merchant", Set.of("EndpointKeysSecret"),
            "manage-merchants", Set.of("EndpointKeysSecret"));

    @Test
    void everyFunctionOfTheCodeIsDeployedAndNothingElse() {
        assertEquals(CompiledFunctions.names(), exports());
        assertEquals(FUNCTIONS.size(), exports().size(), "two resources export the same function");
    }

    @Test
    void everyFunctionRunsTheSameArtifactOnTheCurrentRuntime() {
        assertEquals("provided.al2023", GLOBALS.get("Runtime"));
        // A CodeUri in Globals is rewritten by `sam build` to a path that does not exist.
        assertFalse(GLOBALS.containsKey("CodeUri"));
        for (DeployedFunction function : FUNCTIONS) {
            assertEquals("target/function.zip", function.properties().get("CodeUri"), function.id());
            for (String shared : List.of("Runtime", "Architectures", "Handler", "Layers")) {
                assertFalse(function.properties().containsKey(shared), function.id() + " has its own " + shared);
            }
        }
    }

    @Test
    void everyFunctionHasARoleOfItsOwn() {
        Set<String> roles = new HashSet<>();
        for (DeployedFunction function : FUNCTIONS) {
            assertTrue(roles.add(function.role()), function.role() + " is the role of two functions");
            assertFalse(function.statements().isEmpty(), function.id() + " has no statements");
            Template.list(function.roleProperties().get("ManagedPolicyArns")).forEach(policy ->
                    assertTrue(DeployedFunction.TEMPLATE.resources("AWS::IAM::ManagedPolicy").containsKey(DeployedFunction.target(policy)),
                            function.id() + " may do what a policy written elsewhere says"));
            assertFalse(function.properties().containsKey("Policies"),
                    function.id() + " has policies that its role makes void");
        }
    }

    @Test
    void everyStatementNamesItsActionsAndResources() {
        for (DeployedFunction function : FUNCTIONS) {
            for (Statement statement : function.statements()) {
                assertFalse(statement.actions().isEmpty(), function.id());
                assertTrue(statement.actions().stream().allMatch(action -> action.matches("[a-z0-9]+:[A-Za-z]+")),
                        () -> function.id() + " may do " + statement.actions());
                assertFalse(statement.resources().isEmpty(), function.id());
                assertTrue(statement.resources().stream().noneMatch(DeploymentTemplateTest::isWildcard),
                        () -> function.id() + " may use " + statement.resources());
            }
        }
    }

    @Test
    void theTableActionsAreThoseThatTheCodeUses() {
        Set<String> used = new TreeSet<>();
        for (var type : CompiledFunctions.PRODUCT) {
            for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
                String owner = call.getTargetOwner().getName();
                if (owner.equals(DynamoDbClient.class.getName())) {
                    Optional.ofNullable(ACTION_OF_CALL.get(call.getName())).ifPresent(used::add);
                } else if (owner.equals(TransactWriteItem.Builder.class.getName())) {
                    Optional.ofNullable(ACTION_OF_TRANSACTION_PART.get(call.getName())).ifPresent(used::add);
                }
            }
        }
        Set<String> granted = FUNCTIONS.stream().flatMap(function -> function.statements().stream())
                .flatMap(statement -> statement.actions().stream())
                .filter(action -> action.startsWith("dynamodb:") && !OF_STREAMS.contains(action))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(used, granted);
    }

    @Test
    void onlyWhoFollowsTheStreamOrAQueueMayReadIt() {
        for (DeployedFunction function : FUNCTIONS) {
            boolean stream = events(function, "DynamoDB").findAny().isPresent();
            OF_STREAMS.forEach(action -> assertEquals(stream ? Set.of("Table") : Set.of(), granted(function, action),
                    function.id() + " " + action));
            Set<String> queues = events(function, "SQS").map(event -> DeployedFunction.target(event.get("Queue")))
                    .collect(Collectors.toSet());
            Set<String> moved = granted(function, "sqs:StartMessageMoveTask");
            OF_QUEUES.forEach(action -> assertEquals(moved.isEmpty() ? queues
                            : action.equals("sqs:ChangeMessageVisibility") ? Set.of() : moved, granted(function, action),
                    function.id() + " " + action));
        }
    }

    @Test
    void onlyTheReplayMovesDeadLettersAndOnlyThose() {
        Map<String, Map<String, Object>> queues = DeployedFunction.TEMPLATE.resources("AWS::SQS::Queue");
        Set<String> dead = queues.values().stream().map(queue -> Template.map(queue.get("RedrivePolicy")).get("deadLetterTargetArn"))
                .filter(java.util.Objects::nonNull).map(DeployedFunction::target).collect(Collectors.toSet());
        for (DeployedFunction function : FUNCTIONS) {
            assertEquals(function.export().equals("replay-event") ? dead : Set.of(),
                    granted(function, "sqs:StartMessageMoveTask"), function.id());
        }
        assertEquals(queues.entrySet().stream().filter(queue -> queue.getValue().containsKey("RedrivePolicy")).map(Map.Entry::getKey)
                .collect(Collectors.toSet()), granted(function("replay-event"), "sqs:SendMessage"));
    }

    @Test
    void failedQueueAndStreamRecordsAreRedeliveredOneByOneAndNeverLost() {
        int sources = 0;
        for (DeployedFunction function : FUNCTIONS) {
            int seconds = (Integer) function.properties().getOrDefault("Timeout", GLOBALS.get("Timeout"));
            for (Map<String, Object> event : events(function, "SQS").toList()) {
                sources++;
                Map<String, Object> queue = DeployedFunction.TEMPLATE.resources("AWS::SQS::Queue")
                        .get(DeployedFunction.target(event.get("Queue")));
                assertEquals(List.of("ReportBatchItemFailures"), event.get("FunctionResponseTypes"), function.id());
                assertTrue((Integer) queue.get("VisibilityTimeout") >= 6 * seconds, function.id());
                assertTrue(Template.map(queue.get("RedrivePolicy")).containsKey("deadLetterTargetArn"), function.id());
            }
            for (Map<String, Object> event : events(function, "DynamoDB").toList()) {
                sources++;
                assertEquals(List.of("ReportBatchItemFailures"), event.get("FunctionResponseTypes"), function.id());
                assertEquals("SQS", Template.map(Template.map(event.get("DestinationConfig")).get("OnFailure")).get("Type"), function.id());
                assertEquals(-1, event.get("MaximumRetryAttempts"), function.id() + " gives events up before the stream does");
                assertEquals(86400, event.get("MaximumRecordAgeInSeconds"), function.id());
            }
        }
        assertEquals(6, sources);
        DeployedFunction.TEMPLATE.resources("AWS::Events::Rule").values().forEach(rule -> Template.list(rule.get("Targets"))
                .forEach(target -> assertTrue(Template.map(target).containsKey("DeadLetterConfig"), target.toString())));
    }

    @Test
    void workersOfKommoTogetherStayBelowItsSevenRequestsASecond() {
        Map<String, Object> source = events(function("kommo-deals"), "SQS").findFirst().orElseThrow();
        int workers = (Integer) Template.map(source.get("ScalingConfig")).get("MaximumConcurrency");
        Duration interval = Duration.ofMillis(Long.parseLong(DefaultSettings.of(KommoConfig.class, "paylinks.kommo.request-interval").replace("ms", "")));
        long inOneSecond = (Duration.ofSeconds(1).toMillis() + interval.toMillis() - 1) / interval.toMillis();
        assertTrue(workers * inOneSecond <= 7, workers + " workers with " + inOneSecond + " requests each");
    }

    @Test
    void aMessageIsDeadLetteredByItsAttemptCountLongBeforeTheQueueLimit() {
        Map<String, Object> queue = DeployedFunction.TEMPLATE.resources("AWS::SQS::Queue").get("NotificationsQueue");
        Map<String, Object> redrive = Template.map(queue.get("RedrivePolicy"));
        assertEquals("NotificationsDeadLetterQueue", DeployedFunction.target(redrive.get("deadLetterTargetArn")));
        assertTrue((Integer) redrive.get("maxReceiveCount") >= 100, "a table that is away for most of a day must make no dead letters");
        assertEquals(1_209_600, queue.get("MessageRetentionPeriod"), "the attempts alone take more than a day");
        assertEquals(Set.of("NotificationsQueue", "NotificationsDeadLetterQueue"), granted(function("notify-merchant"), "sqs:SendMessage"));
        assertEquals(Set.of("NotificationsQueue"), granted(function("reconcile-payments"), "sqs:SendMessage"));
        assertEquals(Set.of("Table"), granted(function("notify-merchant"), "dynamodb:UpdateItem"));
    }

    @Test
    void merchantsAreNotifiedOfEveryPaymentAndOperatorsOfFailures() {
        Map<String, Object> rule = DeployedFunction.TEMPLATE.resources("AWS::Events::Rule").get("NewsForMerchants");
        assertEquals(Map.of("source", List.of("paylinks"), "detail-type", List.of(Map.of("prefix", "payment."), Map.of("prefix", "subscription."),
                Map.of("prefix", "transfer."))), rule.get("EventPattern"));
        Map<String, Object> target = Template.map(Template.list(rule.get("Targets")).get(0));
        assertEquals("NotificationsQueue", DeployedFunction.target(target.get("Arn")));
        Map<String, Object> alarm = DeployedFunction.TEMPLATE.resources("AWS::CloudWatch::Alarm").get("NotificationsDeadAlarm");
        assertEquals("ApproximateNumberOfMessagesVisible", alarm.get("MetricName"));
        assertEquals("NotificationsDeadLetterQueue",
                DeployedFunction.target(Template.map(Template.list(alarm.get("Dimensions")).get(0)).get("Value")));
    }

    @Test
    void aDeployedFunctionCallsOnlyPublicEndpoints() {
        assertEquals("false", Template.map(Template.map(GLOBALS.get("Environment")).get("Variables")).get("PAYLINKS_NOTIFICATIONS_PRIVATE_ENDPOINTS"));
        FUNCTIONS.forEach(function -> assertTrue(function.environment().keySet().stream().noneMatch(name -> name.contains("PRIVATE_ENDPOINTS")),
                function.id()));
    }

    @Test
    void everyEventQueueAcceptsMessagesOnlyFromItsRule() {
        DeployedFunction.TEMPLATE.resources("AWS::Events::Rule").forEach((id, rule) -> Template.list(rule.get("Targets")).forEach(each -> {
            Map<String, Object> target = Template.map(each);
            for (Object queue : List.of(target.get("Arn"), Template.map(target.get("DeadLetterConfig")).get("Arn"))) {
                assertTrue(DeployedFunction.TEMPLATE.resources("AWS::SQS::QueuePolicy").values().stream().anyMatch(policy -> {
                    Map<String, Object> statement = Template.map(Template.list(Template.map(policy.get("PolicyDocument")).get("Statement")).get(0));
                    return Template.list(statement.get("Resource")).contains(queue)
                            && Template.map(statement.get("Condition")).toString().contains(id + ".Arn");
                }), id + " may not send to " + queue);
            }
        }));
    }

    @Test
    void kommoHasItsAnswerBeforeItStopsWaiting() {
        assertEquals("500ms", function("kommo-webhook").environment().get("QUARKUS_DYNAMODB_API_CALL_TIMEOUT"));
        assertEquals(Set.of("dynamodb:PutItem", "sqs:SendMessage", "secretsmanager:GetSecretValue", "kms:Decrypt",
                        "logs:CreateLogStream", "logs:PutLogEvents"),
                function("kommo-webhook").statements().stream().flatMap(statement -> statement.actions().stream())
                        .collect(Collectors.toSet()), "the webhook calls store and queue and nothing else");
    }

    @Test
    void theReconcilerRunsEachMinuteAndEndsBeforeItsLeasesDo() {
        DeployedFunction reconciler = function("reconcile-payments");
        assertEquals(List.of("rate(1 minute)"), events(reconciler, "Schedule").map(event -> event.get("Schedule")).toList());
        Duration limit = Duration.ofSeconds((Integer) reconciler.properties().get("Timeout"));
        assertTrue(duration("lease").compareTo(limit) > 0, "a run may still work on what another has taken since");
        Duration slowestQuestion = Duration.ofSeconds(20);
        assertTrue(duration("time").plus(slowestQuestion).compareTo(limit) < 0, "a run may be cut off in the middle of a question");
        assertEquals(0, Template.map(reconciler.properties().get("EventInvokeConfig")).get("MaximumRetryAttempts"));
    }

    private static Duration duration(String setting) {
        return Duration.parse("PT" + DefaultSettings.of(ReconciliationConfig.class, "paylinks.reconciliation." + setting));
    }

    @Test
    void readersWriteOnlyProviderStatuses() {
        assertEquals(Set.of("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem", "dynamodb:PutItem",
                        "secretsmanager:GetSecretValue", "kms:Decrypt", "logs:CreateLogStream", "logs:PutLogEvents"),
                function("get-payment").statements().stream().flatMap(statement -> statement.actions().stream())
                        .collect(Collectors.toSet()));
    }

    @Test
    void eachSecretIsReadOnlyByTheFunctionsThatNeedIt() throws IOException, URISyntaxException {
        Map<String, Set<String>> needed = new TreeMap<>();
        Map<String, Set<String>> read = new TreeMap<>();
        List<Provider> providers = ProvidersOfTheCode.byName();
        for (DeployedFunction function : FUNCTIONS) {
            Predicate<Provider> called = CALLED_PROVIDERS.getOrDefault(function.export(),
                    provider -> provider instanceof WebhookSource && function.export().equals(provider.name() + "-webhook"));
            needed.put(function.export(), Stream.concat(providers.stream().filter(called).map(DeploymentTemplateTest::secretOf),
                    OTHER_SECRETS.getOrDefault(function.export(), Set.of()).stream()).collect(Collectors.toSet()));
            read.put(function.export(), granted(function, "secretsmanager:GetSecretValue"));
        }
        assertEquals(needed, read);
        assertTrue(read.keySet().containsAll(CALLED_PROVIDERS.keySet()) && read.keySet().containsAll(OTHER_SECRETS.keySet()));
        providers.forEach(provider -> assertEquals(Set.of(secretOf(provider)), read.get(provider.name() + "-webhook")));
    }

    /** The payment of a widget begins in the customer's browser. */
    private static boolean isCalledToCreate(Provider provider) {
        return provider instanceof LinkCreator && !(provider instanceof WidgetCheckout);
    }

    private static String secretOf(Provider provider) {
        return provider.name().substring(0, 1).toUpperCase(Locale.ROOT) + provider.name().substring(1) + "Secret";
    }

    @Test
    void onlyReadersOfSecretsDecryptAndOnlyThroughSecretsManager() {
        for (DeployedFunction function : FUNCTIONS) {
            assertEquals(granted(function, "secretsmanager:GetSecretValue").isEmpty(),
                    granted(function, "kms:Decrypt").isEmpty(), function.id());
        }
    }

    @Test
    void theAuthorizerReadsOneItemByItsKeyAndNothingElse() {
        DeployedFunction authorizer = function("authorize-merchant");
        assertEquals(Set.of("dynamodb:GetItem", "logs:CreateLogStream", "logs:PutLogEvents"),
                authorizer.statements().stream().flatMap(statement -> statement.actions().stream()).collect(Collectors.toSet()));
    }

    @Test
    void merchantFunctionsAccessOnlyMerchantsAndKeys() {
        assertTrue(function("authorize-merchant").roleProperties().toString().contains("dynamodb:LeadingKeys=[APIKEY#*]"));
        assertTrue(function("manage-merchants").roleProperties().toString()
                .contains("dynamodb:LeadingKeys=[MERCHANT#*, MERCHANTS, APIKEY#*, LOGO#*, PROGRESS#endpoint-keys]"));
    }

    @Test
    void personalDataIsErasedByAFunctionOfItsOwnThatNoRouteLeadsToAndThatDeletesNothing() {
        DeployedFunction eraser = function("erase-personal-data");
        assertFalse(eraser.properties().containsKey("Events"));
        assertEquals(Map.of("Fn::Sub", "paylinks-${Stage}-erase-personal-data"), eraser.properties().get("FunctionName"));
        assertEquals(Set.of("dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem", "dynamodb:PutItem", "logs:CreateLogStream", "logs:PutLogEvents"),
                eraser.statements().stream().flatMap(statement -> statement.actions().stream()).collect(Collectors.toSet()));
        assertFalse(eraser.roleProperties().toString().contains("MERCHANT#"));
        for (String kind : List.of("PAYMENT#*", "SUBSCRIPTION#*", "ACCOUNT#*", "TRANSFER#*")) {
            assertTrue(eraser.roleProperties().toString().contains(kind), kind);
        }
        assertFalse(function("manage-merchants").roleProperties().toString().contains("PAYMENT#"));
    }

    @Test
    void onlyTheOperatorsFunctionReplacesASecretAndNoRouteLeadsToIt() {
        for (DeployedFunction function : FUNCTIONS) {
            assertEquals(function.export().equals("manage-merchants") ? Set.of("EndpointKeysSecret") : Set.of(),
                    granted(function, "secretsmanager:PutSecretValue"), function.id());
        }
        DeployedFunction operators = function("manage-merchants");
        assertFalse(operators.properties().containsKey("Events"));
        assertEquals(Map.of("Fn::Sub", "paylinks-${Stage}-manage-merchants"), operators.properties().get("FunctionName"));
    }

    @Test
    void secretsAreDeployedWithoutAValue() {
        Map<String, Map<String, Object>> secrets = DeployedFunction.TEMPLATE.resources("AWS::SecretsManager::Secret");
        assertFalse(secrets.isEmpty());
        secrets.forEach((id, secret) -> {
            assertFalse(secret.containsKey("SecretString"), id);
            // Nobody outside needs to know the data keys.
            assertEquals(id.equals("EndpointKeysSecret"), secret.containsKey("GenerateSecretString"), id);
            assertTrue(secret.get("Name").toString().contains("paylinks/${Stage}/"), id);
        });
    }

    @Test
    void noSecretIsInTheEnvironment() {
        Set<String> secrets = DeployedFunction.TEMPLATE.resources("AWS::SecretsManager::Secret").keySet();
        for (DeployedFunction function : FUNCTIONS) {
            function.environment().forEach((name, value) -> {
                assertFalse(name.matches(".*(PASSWORD|PRIVATE_KEY|TOKEN|API_KEY|_SECRET).*"), function.id() + " " + name);
                assertFalse(value.toString().contains("resolve:secretsmanager"), function.id() + " " + name);
                assertFalse(secrets.contains(DeployedFunction.target(value)), function.id() + " " + name);
            });
        }
    }

    @Test
    void onlyWebhooksAndTheCustomersPagesAreOpenToCallersWithoutAKey() {
        List<Route> routes = Routes.of(DeployedFunction.TEMPLATE).all();
        assertFalse(routes.isEmpty());
        for (Route route : routes) {
            boolean isPage = route.pattern().startsWith("/pay/") || route.pattern().startsWith("/l/") || route.pattern().startsWith("/logos/")
                    || route.pattern().equals("/links/{id}/qr.svg");
            Optional<String> expected = isPage || route.pattern().startsWith("/webhooks/")
                    ? Optional.empty()
                    : Optional.of("authorize-merchant");
            assertEquals(expected, route.authorizer(), route.key());
        }
    }

    @Test
    void theAuthorizerTakesTheKeyFromTheAuthorizationHeaderAndAnswersSimply() {
        Map<String, Object> api = DeployedFunction.TEMPLATE.resources("AWS::Serverless::HttpApi").get("HttpApi");
        Map<String, Object> auth = Template.map(api.get("Auth"));
        Map<String, Object> authorizer = Template.map(
                Template.map(auth.get("Authorizers")).get(auth.get("DefaultAuthorizer")));
        assertEquals("2.0", authorizer.get("AuthorizerPayloadFormatVersion"));
        assertEquals(true, authorizer.get("EnableSimpleResponses"));
        assertEquals(List.of("Authorization"), Template.map(authorizer.get("Identity")).get("Headers"));
    }

    @Test
    void everyRouteSendsTheEventFormatThatTheFunctionsRead() {
        forEachRoute((function, event) -> assertEquals("2.0", event.get("PayloadFormatVersion"), function.id()));
    }

    @Test
    void everyFunctionAnswersBeforeTheGatewayGivesUp() {
        for (DeployedFunction function : calledByTheGateway()) {
            int seconds = (Integer) function.properties().getOrDefault("Timeout", GLOBALS.get("Timeout"));
            assertTrue(seconds < 30, function.id());
        }
    }

    @Test
    void webhooksHaveConcurrencyOfTheirOwn() {
        List<DeployedFunction> webhooks = functions(name -> name.endsWith("-webhook"));
        assertFalse(webhooks.isEmpty());
        for (DeployedFunction webhook : webhooks) {
            assertEquals(Map.of("Fn::If", List.of("ReservesWebhookConcurrency", Map.of("Ref", "WebhookConcurrency"),
                    Map.of("Ref", "AWS::NoValue"))), webhook.properties().get("ReservedConcurrentExecutions"), webhook.id());
        }
    }

    @Test
    void everyLogGroupHasARetention() {
        Map<String, Map<String, Object>> groups = DeployedFunction.TEMPLATE.resources("AWS::Logs::LogGroup");
        groups.forEach((id, group) -> assertEquals(Map.of("Ref", "LogRetentionDays"), group.get("RetentionInDays"), id));
        String group = DeployedFunction.target(Template.map(GLOBALS.get("LoggingConfig")).get("LogGroup"));
        assertTrue(groups.containsKey(group), "Lambda makes log groups that keep lines for ever");
        for (DeployedFunction function : FUNCTIONS) {
            assertFalse(function.properties().containsKey("LoggingConfig"), function.id() + " logs elsewhere than the others");
            assertEquals(Set.of(group), granted(function, "logs:PutLogEvents"), function.id());
        }
    }

    @Test
    void theAccessLogHoldsNeitherPathNorQueryNorAddress() {
        Map<String, Object> api = DeployedFunction.TEMPLATE.resources("AWS::Serverless::HttpApi").get("HttpApi");
        String format = String.valueOf(Template.map(api.get("AccessLogSettings")).get("Format"));
        assertTrue(format.contains("$context.routeKey"));
        assertTrue(format.contains("$context.status"));
        for (String telling : List.of("$context.path", "querystring", "Query", "sourceIp", "$context.identity", "userAgent")) {
            assertFalse(format.contains(telling), telling);
        }
    }

    @Test
    void theAccessLogIsJsonWhateverIsAbsentAndNamesTheInvocationAndTheError() throws IOException {
        String format = String.valueOf(Template.map(DeployedFunction.TEMPLATE.resources("AWS::Serverless::HttpApi").get("HttpApi")
                .get("AccessLogSettings")).get("Format"));
        JsonNode line = new ObjectMapper().readTree(format.replaceAll("\\$context[.\\w]*", "-"));
        assertTrue(line.isObject());
        assertTrue(format.contains("\"requestId\":\"$context.requestId\""));
        assertTrue(format.contains("\"integrationRequestId\":\"$context.integration.requestId\""));
        assertTrue(format.contains("\"error\":\"$context.error.message\""));
    }

    @Test
    void theTableIsEncryptedRecoverableAndExpiresOldItems() {
        Map<String, Object> table = DeployedFunction.TEMPLATE.resources("AWS::DynamoDB::Table").get("Table");
        assertAll(
                () -> assertEquals("PAY_PER_REQUEST", table.get("BillingMode")),
                () -> assertEquals(true, Template.map(table.get("PointInTimeRecoverySpecification"))
                        .get("PointInTimeRecoveryEnabled")),
                () -> assertEquals(Optional.of("KMS"), DefaultStack.value(Template.map(table.get("SSESpecification")).get("SSEType"))),
                () -> assertEquals("Key",
                        DeployedFunction.target(DefaultStack.value(Template.map(table.get("SSESpecification")).get("KMSMasterKeyId")).orElseThrow())),
                () -> assertEquals(Map.of("AttributeName", "ttl", "Enabled", true),
                        table.get("TimeToLiveSpecification")),
                () -> assertEquals("NEW_IMAGE", Template.map(table.get("StreamSpecification")).get("StreamViewType")));
    }

    @Test
    void indexesAreQueriedByNameOnly() {
        Set<String> indexes = Template.list(DeployedFunction.TEMPLATE.resources("AWS::DynamoDB::Table").get("Table")
                .get("GlobalSecondaryIndexes")).stream()
                .map(index -> "${Table.Arn}/index/" + Template.map(index).get("IndexName"))
                .collect(Collectors.toSet());
        List<String> granted = new ArrayList<>();
        for (DeployedFunction function : FUNCTIONS) {
            for (Statement statement : function.statements()) {
                statement.resources().stream().map(resource -> String.valueOf(Template.map(resource).get("Fn::Sub")))
                        .filter(resource -> resource.contains("/index/")).forEach(granted::add);
            }
        }
        assertFalse(granted.isEmpty());
        assertTrue(indexes.containsAll(granted), () -> granted + " are not all among " + indexes);
    }

    @Test
    void noFunctionRefersToTheApiThatRefersToIt() {
        for (DeployedFunction function : calledByTheGateway()) {
            assertFalse(function.environment().toString().contains("HttpApi"), function.id());
            assertFalse(function.roleProperties().toString().contains("HttpApi"), function.id());
        }
    }

    private static List<DeployedFunction> calledByTheGateway() {
        return FUNCTIONS.stream().filter(function -> function.export().equals("authorize-merchant")
                || events(function, "HttpApi").findAny().isPresent()).toList();
    }

    private static Stream<Map<String, Object>> events(DeployedFunction function, String type) {
        return Template.map(function.properties().get("Events")).values().stream().map(Template::map)
                .filter(event -> type.equals(event.get("Type"))).map(event -> Template.map(event.get("Properties")));
    }

    private interface RouteCheck {
        void check(DeployedFunction function, Map<String, Object> event);
    }

    private static void forEachRoute(RouteCheck check) {
        for (DeployedFunction function : FUNCTIONS) {
            Template.map(function.properties().get("Events")).values().stream().map(Template::map)
                    .filter(event -> "HttpApi".equals(event.get("Type")))
                    .forEach(event -> check.check(function, Template.map(event.get("Properties"))));
        }
    }

    private static Set<String> exports() {
        return FUNCTIONS.stream().map(DeployedFunction::export).collect(Collectors.toCollection(TreeSet::new));
    }

    private static DeployedFunction function(String export) {
        return functions(export::equals).get(0);
    }

    private static List<DeployedFunction> functions(Predicate<String> export) {
        return FUNCTIONS.stream().filter(function -> export.test(function.export())).toList();
    }

    private static Set<String> granted(DeployedFunction function, String action) {
        return function.statements().stream()
                .filter(statement -> statement.effect().equals("Allow") && statement.actions().contains(action))
                .flatMap(statement -> statement.resources().stream())
                .map(DeployedFunction::target)
                .collect(Collectors.toSet());
    }

    private static boolean isWildcard(Object resource) {
        return resource.toString().contains("*");
    }
}
