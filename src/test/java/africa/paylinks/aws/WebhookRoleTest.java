package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.local.template.RepositoryTemplate;
import africa.paylinks.local.template.Template;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A webhook's function reaches only the items that a webhook is about, whatever somebody makes it do. */
class WebhookRoleTest {

    private static final String ID = "pay_abcdefghijklmnopqrstuvwxyz";
    private static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");
    private static final Template TEMPLATE = RepositoryTemplate.TEMPLATE;

    @Test
    void providersWebhooksWriteInboxPaymentHistoryRefundAndOutbox() {
        List<String> providers = webhooks().filter(export -> !export.startsWith("kommo")).toList();
        assertFalse(providers.isEmpty());
        for (String export : providers) {
            String provider = export.replace("-webhook", "");
            List<Map<String, AttributeValue>> written = List.of(Keys.webhook(provider, ID + ":1:completed"), Keys.webhook(provider, "x".repeat(2000)),
                    Keys.payment(ID), Keys.history(ID, AT, "20-COMPLETED"), Keys.mismatch(ID, "paid 1.00"), Keys.paidAgain(ID, "tx-2"),
                    Keys.refund(ID, "ref_1"), Keys.outbox(ID, AT, "20"));
            written.forEach(key -> assertTrue(mayUse(export, key), export + " may not write " + key));
        }
    }

    @Test
    void kommosWebhookWritesItsInboxAlone() {
        assertTrue(mayUse("kommo-webhook", Keys.webhook("kommo", "1:47873533:1795339534")));
        assertFalse(mayUse("kommo-webhook", Keys.payment(ID)));
        assertFalse(mayUse("kommo-webhook", Keys.outbox(ID, AT, "20")));
    }

    @Test
    void noWebhookWritesWhatIsAnothersOrNotAboutAPayment() {
        webhooks().forEach(export -> Stream.of(Keys.idempotency(new IdempotencyKey("shop", "order-1")), Keys.merchant("shop"), Keys.apiKey(ID),
                        Keys.progress("notify:" + ID), Keys.outage("flot"), Keys.webhook("another", "1"))
                .forEach(key -> assertFalse(mayUse(export, key), export + " may write " + key)));
    }

    @Test
    void everyStatementOfAWebhookAboutTheTableIsBoundToItsItems() {
        webhooks().forEach(export -> {
            assertFalse(statements(export).isEmpty(), export);
            statements(export).forEach(statement -> assertFalse(leadingKeys(statement).isEmpty(), export + " may use every item"));
        });
        assertEquals(7, webhooks().count());
    }

    private static boolean mayUse(String export, Map<String, AttributeValue> key) {
        String partition = key.get(Keys.PARTITION).s();
        return statements(export).stream().anyMatch(statement -> leadingKeys(statement).stream().anyMatch(pattern -> matches(pattern, partition)));
    }

    /** As IAM's {@code StringLike} does: a star is any text, anything else is itself. */
    private static boolean matches(String pattern, String text) {
        assertEquals(pattern.length() - 1, pattern.indexOf('*'), pattern);
        return text.startsWith(pattern.substring(0, pattern.length() - 1));
    }

    private static List<String> leadingKeys(Map<String, Object> statement) {
        return Template.list(Template.map(Template.map(statement.get("Condition")).get("ForAllValues:StringLike")).get("dynamodb:LeadingKeys"))
                .stream().map(String::valueOf).toList();
    }

    private static List<Map<String, Object>> statements(String export) {
        List<Map<String, Object>> found = new ArrayList<>();
        TEMPLATE.resources("AWS::IAM::Role").values().forEach(role -> Template.list(role.get("Policies")).stream().map(Template::map)
                .filter(policy -> export.equals(policy.get("PolicyName")))
                .flatMap(policy -> Template.list(Template.map(policy.get("PolicyDocument")).get("Statement")).stream()).map(Template::map)
                .filter(statement -> String.valueOf(statement.get("Action")).contains("dynamodb:")).forEach(found::add));
        return found;
    }

    private static Stream<String> webhooks() {
        return TEMPLATE.resources("AWS::Serverless::Function").values().stream()
                .map(function -> String.valueOf(Template.map(Template.map(function.get("Environment")).get("Variables")).get("QUARKUS_FUNQY_EXPORT")))
                .filter(export -> export.endsWith("-webhook"));
    }
}
