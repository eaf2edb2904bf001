package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Route;
import africa.paylinks.local.template.Routes;
import africa.paylinks.local.template.Template;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a stack needs of its account when it is created, and what stays of it when it is not, or is deleted. */
class StackLifecycleTest {

    private static final Map<String, Object> RESOURCES = DeployedFunction.TEMPLATE.section("Resources");
    /** What holds data or keys; everything else is made anew from the template. */
    private static final Set<String> KEPT = Set.of("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::SecretsManager::Secret");

    @Test
    void aStackWithDefaultParametersNeedsNoReservedConcurrency() {
        for (DeployedFunction function : DeployedFunction.all()) {
            assertEquals(Optional.empty(), DefaultStack.value(function.properties().get("ReservedConcurrentExecutions")), function.id());
            assertFalse(function.properties().containsKey("ProvisionedConcurrencyConfig"), function.id());
        }
        assertEquals(0, DefaultStack.parameter("WebhookConcurrency"));
        assertEquals(0, DefaultStack.parameter("CreationConcurrency"));
    }

    @Test
    void creationCanBeCapped() {
        DeployedFunction creation = DeployedFunction.all().stream().filter(function -> function.export().equals("create-payment-link"))
                .findFirst().orElseThrow();
        assertTrue(String.valueOf(creation.properties().get("ReservedConcurrentExecutions")).contains("Ref=CreationConcurrency"));
    }

    @Test
    void resourcesWithDataOrKeysAreRetainedWhenTheStackIsDeleted() {
        Set<String> kept = new TreeSet<>();
        RESOURCES.forEach((id, written) -> {
            Map<String, Object> resource = Template.map(written);
            if (KEPT.contains(String.valueOf(resource.get("Type")))) {
                kept.add(id);
                assertEquals("Retain", resource.get("UpdateReplacePolicy"), id);
                assertTrue(String.valueOf(resource.get("DeletionPolicy")).startsWith("Retain"), id);
            } else {
                assertFalse(resource.containsKey("DeletionPolicy"), id + " stays for nobody knows what");
            }
        });
        assertTrue(kept.containsAll(Set.of("Table", "Key", "EndpointKeysSecret")));
    }

    @Test
    void aFailedFirstDeploymentLeavesNothingThatTheSecondTripsOver() {
        RESOURCES.forEach((id, written) -> {
            Map<String, Object> resource = Template.map(written);
            boolean isNamed = Template.map(resource.get("Properties")).keySet().stream()
                    .anyMatch(name -> name.equals("Name") || name.equals("TableName") || name.equals("AliasName") || name.equals("QueueName"));
            if (isNamed && resource.containsKey("DeletionPolicy")) {
                assertEquals("RetainExceptOnCreate", resource.get("DeletionPolicy"), id + " has a fixed name");
            }
        });
        assertEquals("RetainExceptOnCreate", Template.map(RESOURCES.get("Key")).get("DeletionPolicy"));
        // A rollback could not delete a protected table; unnamed, it is in nobody's way.
        assertEquals(true, Template.map(Template.map(RESOURCES.get("Table")).get("Properties")).get("DeletionProtectionEnabled"));
        assertEquals("Retain", Template.map(RESOURCES.get("Table")).get("DeletionPolicy"));
    }

    @Test
    void webhookRoutesTakeMoreThanTheRoutesOfMerchants() {
        Map<String, Object> api = DeployedFunction.TEMPLATE.resources("AWS::Serverless::HttpApi").get("HttpApi");
        Map<String, Object> routes = Template.map(api.get("RouteSettings"));
        Map<String, Object> others = Template.map(api.get("DefaultRouteSettings"));
        Set<String> webhooks = new TreeSet<>();
        Routes.of(DeployedFunction.TEMPLATE).all().stream().map(Route::key)
                .filter(key -> key.contains(" /webhooks/")).forEach(webhooks::add);
        assertEquals(webhooks, new TreeSet<>(routes.keySet()));
        routes.forEach((key, written) -> {
            Map<String, Object> settings = Template.map(written);
            assertEquals(others.keySet(), settings.keySet(), "what a route does not state, it does not have");
            assertEquals(true, settings.get("DetailedMetricsEnabled"), key);
            for (String limit : Set.of("ThrottlingRateLimit", "ThrottlingBurstLimit")) {
                assertTrue(number(settings.get(limit)) > number(others.get(limit)), key + " " + limit);
            }
        });
    }

    @Test
    void everyWebhookHasItsAddressAmongTheOutputs() {
        DeployedStack stack = new DeployedStack(Map.of("PublicUrl", "https://pay.example.com"));
        Set<String> urls = new TreeSet<>();
        DeployedFunction.TEMPLATE.section("Outputs").values().forEach(output -> urls.add(stack.text(Template.map(output).get("Value"))));
        Routes.of(DeployedFunction.TEMPLATE).all().stream().map(Route::pattern)
                .filter(pattern -> pattern.startsWith("/webhooks/"))
                .forEach(pattern -> assertTrue(urls.contains("https://pay.example.com" + pattern.replace("{token}", "")), pattern));
    }

    private static int number(Object written) {
        return (Integer) DefaultStack.value(written).orElseThrow();
    }
}
