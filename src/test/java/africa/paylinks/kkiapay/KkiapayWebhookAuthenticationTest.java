package africa.paylinks.kkiapay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.kkiapay.KkiapayConfig.WebhookMode;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KkiapayWebhookAuthenticationTest {

    private static final SecretDocument SECRETS = document("kkia_test");
    private static final String BODY =
            "{\"transactionId\":\"txn_1\",\"isPaymentSucces\":true,\"method\":\"MOBILE_MONEY\",\"amount\":5000,\"event\":\"transaction.success\"}";
    private static final String MAC = "78acc1b266f7a1038f2a39e00aa1f4952f0183da03a31a2e4dde2fc965f0ea24";

    @Test
    void theDocumentsSignatureIsMadeAndRecognised() {
        assertEquals(MAC, KkiapayWebhookAuthentication.sign(Secret.of("kkia_test"), BODY.getBytes(StandardCharsets.UTF_8)));
        assertTrue(accepts(WebhookMode.HMAC_HEX, MAC, BODY));
        assertTrue(accepts(WebhookMode.HMAC_HEX, MAC.toUpperCase(Locale.ROOT), BODY));
    }

    @Test
    void oneAlteredByteOfBodyOrSignatureIsRefused() {
        for (int i = 0; i < BODY.length(); i++) {
            byte[] altered = BODY.getBytes(StandardCharsets.UTF_8);
            altered[i] ^= 1;
            assertFalse(accepts(WebhookMode.EITHER, MAC, new String(altered, StandardCharsets.UTF_8)), "byte " + i);
        }
        for (int i = 0; i < MAC.length(); i++) {
            String altered = MAC.substring(0, i) + (MAC.charAt(i) == '0' ? '1' : '0') + MAC.substring(i + 1);
            assertFalse(accepts(WebhookMode.EITHER, altered, BODY), "digit " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{ \"transactionId\": \"txn_1\", \"isPaymentSucces\": true, \"method\": \"MOBILE_MONEY\", \"amount\": 5000, \"event\": \"transaction.success\" }",
        "{\"transactionId\":\"txn_1\",\n\"isPaymentSucces\":true,\"method\":\"MOBILE\\u005fMONEY\",\"amount\":5000,\"event\":\"transaction.success\"}"})
    void aBodyThatWasSignedBeforeItWasLaidOutIsRecognised(String laidOut) {
        assertTrue(accepts(WebhookMode.HMAC_HEX, MAC, laidOut));
    }

    /** Three lines each: the body as it is sent, what Node makes of it in Base64, and the HMAC of that under {@code kkia_test}. */
    @Test
    void aSignatureMadeByNodeIsAccepted() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/kkiapay/javascript-documents.txt"));
        assertTrue(lines.size() >= 3);
        for (int i = 0; i < lines.size(); i += 3) {
            assertTrue(accepts(WebhookMode.HMAC_HEX, lines.get(i + 2), lines.get(i)), lines.get(i));
        }
    }

    @Test
    void bytesThatAreNotJsonAreStillBytes() {
        byte[] body = {(byte) 0xff, 0, 1};
        String header = KkiapayWebhookAuthentication.sign(Secret.of("kkia_test"), body);
        assertTrue(KkiapayWebhookAuthentication.accepts(SECRETS, WebhookMode.HMAC_HEX, call(header, body)));
        body[2] = 2;
        assertFalse(KkiapayWebhookAuthentication.accepts(SECRETS, WebhookMode.HMAC_HEX, call(header, body)));
    }

    @Test
    void eachModeAcceptsItsOwnCredentials() {
        assertTrue(accepts(WebhookMode.STATIC, "kkia_test", BODY));
        assertTrue(accepts(WebhookMode.EITHER, "kkia_test", BODY));
        assertFalse(accepts(WebhookMode.HMAC_HEX, "kkia_test", BODY));
        assertFalse(accepts(WebhookMode.STATIC, MAC, BODY));
        assertTrue(accepts(WebhookMode.EITHER, MAC, BODY));
    }

    @ParameterizedTest
    @EnumSource(WebhookMode.class)
    void aCallWithoutTheSecretIsRefused(WebhookMode mode) {
        for (String header : new String[] {"", " ", "kkia_tes", "kkia_test ", "KKIA_TEST", "null", MAC.substring(2), MAC + "00", "zz"}) {
            assertFalse(accepts(mode, header, BODY), header);
        }
        assertFalse(KkiapayWebhookAuthentication.accepts(SECRETS, mode,
                new WebhookCall(Map.of(), Map.of(), BODY.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @EnumSource(WebhookMode.class)
    void withoutASecretWebhooksAreRefused(WebhookMode mode) {
        for (SecretDocument document : new SecretDocument[] {new SecretDocument(Json.object()), document(""), document("  "),
            new SecretDocument(Json.object().put("webhookSecret", Json.nullValue()))}) {
            for (String header : new String[] {"", "  ", "null", MAC}) {
                assertFalse(KkiapayWebhookAuthentication.accepts(document, mode, call(header, BODY.getBytes(StandardCharsets.UTF_8))));
            }
        }
    }

    private static boolean accepts(WebhookMode mode, String header, String body) {
        return KkiapayWebhookAuthentication.accepts(SECRETS, mode, call(header, body.getBytes(StandardCharsets.UTF_8)));
    }

    private static WebhookCall call(String header, byte[] body) {
        return new WebhookCall(Map.of("x-kkiapay-secret", header), Map.of(), body);
    }

    private static SecretDocument document(String secret) {
        return new SecretDocument(Json.object().put("webhookSecret", secret));
    }
}
