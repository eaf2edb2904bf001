package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A webhook URL that an operator copies from the outputs is the address under which the stack is reached. */
class WebhookUrlOutputsTest {

    private static final Map<String, Object> ADDRESS = Map.of("Fn::If", List.of("HasPublicUrl", Map.of("Ref", "PublicUrl"),
            Map.of("Fn::If", List.of("HasDomain", Map.of("Fn::Sub", "https://${DomainName}"),
                    Map.of("Fn::Sub", "https://${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}")))));

    /** What follows {@code /webhooks/} in the routes of the template, up to a parameter. */
    private static List<String> webhookPaths() {
        List<String> paths = DeployedFunction.all().stream().flatMap(function -> Template.map(function.properties().get("Events")).values().stream())
                .map(event -> String.valueOf(Template.map(Template.map(event).get("Properties")).get("Path")))
                .filter(path -> path.startsWith("/webhooks/")).map(path -> path.substring("/webhooks/".length()).replaceFirst("\\{.*", "")).toList();
        assertTrue(paths.size() > 5, paths::toString);
        return paths;
    }

    @Test
    void eachProvidersUrlFollowsThePublicUrl() {
        Map<String, Object> expected = new TreeMap<>();
        for (String path : webhookPaths()) {
            String name = Character.toUpperCase(path.charAt(0)) + path.substring(1).replace("/", "") + "WebhookUrl";
            expected.put(name, Map.of("Fn::Sub", List.of("${Base}/webhooks/" + path, Map.of("Base", ADDRESS))));
        }
        assertEquals(expected, DeployedFunction.TEMPLATE.section("Outputs").entrySet().stream().filter(output -> output.getKey().endsWith("WebhookUrl"))
                .collect(Collectors.toMap(Map.Entry::getKey, output -> Template.map(output.getValue()).get("Value"), (one, other) -> one, TreeMap::new)));
    }
}
