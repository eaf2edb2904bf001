package africa.paylinks.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import africa.paylinks.local.template.RepositoryTemplate;
import africa.paylinks.local.template.Route;
import africa.paylinks.local.template.Routes;
import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutesTest {

    private static final Routes MANY = Routes.of(Template.parse("""
            Resources:
              Many:
                Type: AWS::Serverless::Function
                Properties:
                  Environment: { Variables: { QUARKUS_FUNQY_EXPORT: many } }
                  Events:
                    Greedy: { Type: HttpApi, Properties: { Method: any, Path: '/a/{rest+}' } }
                    Named: { Type: HttpApi, Properties: { Method: get, Path: '/a/{id}' } }
                    Fixed: { Type: HttpApi, Properties: { Method: get, Path: /a/b } }
            """));

    @Test
    void areReadFromTheTemplate() throws IOException {
        Routes routes = Routes.of(RepositoryTemplate.TEMPLATE);

        Route create = routes.match("POST", "/payment-links").orElseThrow().route();
        assertEquals("create-payment-link", create.function());
        assertEquals(Optional.of("authorize-merchant"), create.authorizer());
        assertEquals(Optional.empty(), routes.match("POST", "/webhooks/flot").orElseThrow().route().authorizer());
        assertEquals(Map.of("id", "pay_1"), routes.match("GET", "/payments/pay_1/events").orElseThrow().parameters());
    }

    @Test
    void preferFixedSegmentsToParametersToTheRest() {
        assertEquals("GET /a/b", key("GET", "/a/b"));
        assertEquals("GET /a/{id}", key("GET", "/a/c"));
        assertEquals("ANY /a/{rest+}", key("GET", "/a/b/c"));
        assertEquals("ANY /a/{rest+}", key("POST", "/a/b"));
        assertEquals(Map.of("rest", "b/c"), MANY.match("PUT", "/a/b/c").orElseThrow().parameters());
    }

    @Test
    void matchOnlyWholePaths() {
        assertEquals(Optional.empty(), MANY.match("GET", "/a"));
        assertEquals(Optional.empty(), MANY.match("GET", "/"));
        assertEquals(Optional.empty(), MANY.match("GET", "/b/a"));
    }

    @Test
    void requireAnExportName() {
        Template nameless = Template.parse("""
                Resources:
                  Nameless:
                    Type: AWS::Serverless::Function
                    Properties:
                      Events: { Any: { Type: HttpApi, Properties: { Method: get, Path: /a } } }
                """);

        assertEquals("Nameless does not set QUARKUS_FUNQY_EXPORT", assertThrows(IllegalStateException.class, () -> Routes.of(nameless)).getMessage());
    }

    private static String key(String method, String path) {
        return MANY.match(method, path).orElseThrow().route().key();
    }
}
