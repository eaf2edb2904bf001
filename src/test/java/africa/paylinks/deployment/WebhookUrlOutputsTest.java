package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

    @Test
    void eachProvidersUrlFollowsThePublicUrl() {
        Map<String, Object> expected = new TreeMap<>();
        for (String path : List.of("flot", "fluid", "flashpay", "flutterwave", "kkiapay", "kommo/")) {
            String name = Character.toUpperCase(path.charAt(0)) + path.substring(1).replace("/", "") + "WebhookUrl";
            expected.put(name, Map.of("Fn::Sub", List.of("${Base}/webhooks/" + path, Map.of("Base", ADDRESS))));
        }
        assertEquals(expected, DeployedFunction.TEMPLATE.section("Outputs").entrySet().stream().filter(output -> output.getKey().endsWith("WebhookUrl"))
                .collect(Collectors.toMap(Map.Entry::getKey, output -> Template.map(output.getValue()).get("Value"), (one, other) -> one, TreeMap::new)));
    }
}
