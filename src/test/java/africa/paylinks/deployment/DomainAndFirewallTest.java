package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The API has a domain of its own if a parameter says so, and a web application firewall in front that nobody passes by. */
class DomainAndFirewallTest {

    private static final String CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/1";
    private static final DeployedStack DOMAIN = new DeployedStack(Map.of("DomainName", "pay.example.com", "CertificateArn", CERTIFICATE, "HostedZoneId", "Z1"));
    private static final DeployedStack FIREWALL = new DeployedStack(Map.of(
            "DomainName", "pay.example.com", "CertificateArn", "arn:aws:acm:us-east-1:123456789012:certificate/2", "HostedZoneId", "Z1",
            "WebAclArn", "arn:aws:wafv2:us-east-1:123456789012:global/webacl/paylinks/3", "OriginDomainName", "origin.pay.example.com",
            "OriginCertificateArn", CERTIFICATE, "OriginTruststoreUri", "s3://trust/origin.pem",
            "OriginClientCertificateArn", "arn:aws:acm:us-east-1:123456789012:certificate/4"));
    private static final List<String> OWN = List.of("ApiDomain", "ApiDomainMapping", "DomainRecord", "Distribution", "OriginRecord");
    private static final Set<String> MERCHANTS_AND_CUSTOMERS_SEND = Set.of("GET", "POST");

    @Test
    void aStackHasNeitherByDefault() {
        DeployedStack plain = new DeployedStack(Map.of());
        OWN.forEach(id -> assertFalse(plain.has("Resources", id), id));
        assertEquals(false, plain.value(api().get("DisableExecuteApiEndpoint")).orElseThrow());
        assertEquals("https://${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}", output(plain, "ApiUrl"));
    }

    @Test
    void aDomainLeadsToTheApi() {
        Map<String, Object> domain = DOMAIN.resource("ApiDomain");
        assertEquals("pay.example.com", domain.get("DomainName"));
        assertFalse(domain.containsKey("MutualTlsAuthentication"), "merchants and providers have no client certificate");
        assertEquals(CERTIFICATE, DOMAIN.text(Template.map(Template.list(domain.get("DomainNameConfigurations")).get(0)).get("CertificateArn")));
        assertEquals("HttpApi", DeployedFunction.target(DOMAIN.resource("ApiDomainMapping").get("ApiId")));
        assertEquals("ApiDomain", DeployedFunction.target(DOMAIN.resource("ApiDomainMapping").get("DomainName")));
        assertEquals("ApiDomain", DeployedFunction.target(aliasTarget(DOMAIN, "DomainRecord", "DNSName")));
        assertFalse(DOMAIN.has("Resources", "Distribution"));
        assertEquals(false, DOMAIN.value(api().get("DisableExecuteApiEndpoint")).orElseThrow(), "until every webhook URL is changed at its provider");
    }

    @Test
    void everyUrlFollowsTheDomainAndPublicUrlComesFirst() {
        DeployedStack own = new DeployedStack(Map.of("DomainName", "pay.example.com", "PublicUrl", "https://www.example.com/pay"));
        Stream.concat(Stream.of("ApiUrl"), DeployedFunction.TEMPLATE.section("Outputs").keySet().stream().filter(name -> name.endsWith("WebhookUrl"))).forEach(name -> {
            assertTrue(output(DOMAIN, name).startsWith("https://pay.example.com"), name);
            assertTrue(output(FIREWALL, name).startsWith("https://pay.example.com"), name);
            assertTrue(output(own, name).startsWith("https://www.example.com/pay"), name);
        });
        Set<String> functions = new TreeSet<>();
        for (DeployedFunction function : DeployedFunction.all()) {
            if (function.environment().containsKey("PAYLINKS_PUBLIC_URL")) {
                functions.add(function.export());
                // Behind the firewall, a request names the host of the origin, which no customer may be sent to.
                assertEquals("https://pay.example.com", FIREWALL.text(function.environment().get("PAYLINKS_PUBLIC_URL")), function.id());
                assertEquals("https://www.example.com/pay", own.text(function.environment().get("PAYLINKS_PUBLIC_URL")), function.id());
            }
        }
        assertEquals(Set.of("create-payment-link", "manage-transfers", "checkout-page", "kommo-deals", "subscriptions", "charge-subscriptions", "links", "link-page"),
                functions);
    }

    @Test
    void nobodyReachesTheApiPastTheFirewall() {
        assertEquals(true, FIREWALL.value(api().get("DisableExecuteApiEndpoint")).orElseThrow());
        Map<String, Object> domain = FIREWALL.resource("ApiDomain");
        assertEquals("origin.pay.example.com", domain.get("DomainName"));
        assertEquals("s3://trust/origin.pem", FIREWALL.text(Template.map(domain.get("MutualTlsAuthentication")).get("TruststoreUri")));
        Map<String, Object> origin = Template.map(Template.list(distribution().get("Origins")).get(0));
        assertEquals("origin.pay.example.com", FIREWALL.text(origin.get("DomainName")));
        Map<String, Object> connection = Template.map(origin.get("CustomOriginConfig"));
        assertEquals("arn:aws:acm:us-east-1:123456789012:certificate/4",
                FIREWALL.text(Template.map(connection.get("OriginMtlsConfig")).get("ClientCertificateArn")));
        assertEquals("https-only", connection.get("OriginProtocolPolicy"));
        assertEquals("arn:aws:wafv2:us-east-1:123456789012:global/webacl/paylinks/3", FIREWALL.text(distribution().get("WebACLId")));
        assertEquals(List.of("pay.example.com"), Template.list(distribution().get("Aliases")).stream().map(FIREWALL::text).toList());
        assertEquals("Distribution", DeployedFunction.target(aliasTarget(FIREWALL, "DomainRecord", "DNSName")));
        assertEquals("ApiDomain", DeployedFunction.target(aliasTarget(FIREWALL, "OriginRecord", "DNSName")));
    }

    @Test
    void aRequestArrivesAsItWasSent() {
        Map<String, Object> behavior = Template.map(distribution().get("DefaultCacheBehavior"));
        assertFalse(distribution().containsKey("CacheBehaviors"), "every path is forwarded alike");
        assertTrue(Template.list(behavior.get("AllowedMethods")).containsAll(MERCHANTS_AND_CUSTOMERS_SEND));
        assertEquals("4135ea2d-6df8-44a3-9df3-4b5a84be39ad", behavior.get("CachePolicyId"), "CachingDisabled: a payment's status is never cached");
        assertEquals("b689b0a8-53d0-40ab-baf2-68738e2966ac", behavior.get("OriginRequestPolicyId"),
                "AllViewerExceptHostHeader: signatures, Authorization, Idempotency-Key and queries are forwarded, the Host is the origin's");
        assertEquals("https-only", behavior.get("ViewerProtocolPolicy"), "a redirected POST loses its body");
        for (String changing : List.of("LambdaFunctionAssociations", "FunctionAssociations", "ResponseHeadersPolicyId", "FieldLevelEncryptionId")) {
            assertFalse(behavior.containsKey(changing), changing);
        }
        assertFalse(distribution().containsKey("Logging"), "webhook URLs may carry a token");
        Map<String, Object> connection = Template.map(Template.map(Template.list(distribution().get("Origins")).get(0)).get("CustomOriginConfig"));
        assertTrue((Integer) connection.get("OriginReadTimeout") > 30, "CloudFront repeats what it gives up");
    }

    @Test
    void theWebAclNeitherBlocksNorRecordsWebhooks() throws IOException {
        Map<String, Object> acl = Template.read(Pages.root().resolve("infra/waf.yaml")).resources("AWS::WAFv2::WebACL").get("WebAcl");
        assertEquals("CLOUDFRONT", acl.get("Scope"));
        assertEquals(Map.of("Allow", Map.of()), acl.get("DefaultAction"));
        assertEquals(false, Template.map(acl.get("VisibilityConfig")).get("SampledRequestsEnabled"));
        assertEquals(4, Template.list(acl.get("Rules")).size());
        for (Object each : Template.list(acl.get("Rules"))) {
            Map<String, Object> rule = Template.map(each);
            assertEquals(false, Template.map(rule.get("VisibilityConfig")).get("SampledRequestsEnabled"), "samples hold Authorization headers");
            Map<String, Object> scope = Template.map(Template.map(Template.map(rule.get("Statement")).values().iterator().next()).get("ScopeDownStatement"));
            boolean except = scope.containsKey("NotStatement");
            Map<String, Object> match = Template.map((except ? Template.map(Template.map(scope.get("NotStatement")).get("Statement")) : scope).get("ByteMatchStatement"));
            assertEquals(except ? "/webhooks/" : "/pay/", match.get("SearchString"), rule.get("Name").toString());
            assertEquals("STARTS_WITH", match.get("PositionalConstraint"));
            assertEquals(Map.of("UriPath", Map.of()), match.get("FieldToMatch"));
        }
    }

    @Test
    void halfOfTheParametersIsRefused() {
        Map<String, Object> rules = DeployedFunction.TEMPLATE.section("Rules");
        assertTrue(rules.get("DomainNeedsCertificate").toString().contains("CertificateArn"));
        for (String needed : List.of("DomainName", "OriginDomainName", "OriginCertificateArn", "OriginTruststoreUri", "OriginClientCertificateArn")) {
            assertTrue(rules.get("WebAclNeedsDomains").toString().contains("Assert={Fn::Not=[{Fn::Equals=[{Ref=" + needed + "}, ]}]}"), needed);
        }
    }

    private static Map<String, Object> api() {
        return DeployedFunction.TEMPLATE.resources("AWS::Serverless::HttpApi").get("HttpApi");
    }

    private static Map<String, Object> distribution() {
        return Template.map(FIREWALL.resource("Distribution").get("DistributionConfig"));
    }

    private static Object aliasTarget(DeployedStack stack, String id, String name) {
        assertTrue(stack.has("Resources", id), id);
        return stack.value(Template.map(stack.resource(id).get("AliasTarget")).get(name)).orElseThrow();
    }

    private static String output(DeployedStack stack, String name) {
        return stack.text(Template.map(DeployedFunction.TEMPLATE.section("Outputs").get(name)).get("Value"));
    }
}
