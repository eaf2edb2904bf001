package africa.paylinks.flutterwave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.flutterwave.FlutterwaveConfig.WebhookMode;
import africa.paylinks.flutterwave.FlutterwaveSamples.Settings;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlutterwaveWebhookAuthenticationTest {

    private static final byte[] V4_BODY = ("{\"type\":\"charge.completed\",\"data\":{\"id\":\"chg_1\",\"status\":\"succeeded\","
            + "\"amount\":100,\"currency\":\"NGN\",\"reference\":\"kommo_1_a\"}}").getBytes(StandardCharsets.UTF_8);
    private static final String V4_SIGNATURE = "c9Ticr7KkrPOEPonMhLTrz7azv5A8WoQnVxg83ob4ko=";
    private static final String V4_SECRET = "{\"webhookHash\":\"flw_test\"}";

    @Test
    void theSecretHashItselfLetsACallIn() {
        assertTrue(accepts(WebhookMode.STATIC, "{\"webhookHash\":\"a-hash\"}", Map.of("verif-hash", "a-hash")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a-hasi", "A-hash", "a-hash ", "a-has", "a-hashh"})
    void anotherHashDoesNot(String hash) {
        assertFalse(accepts(WebhookMode.STATIC, "{\"webhookHash\":\"a-hash\"}", Map.of("verif-hash", hash)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"webhookHash\":\"\"}", "{\"webhookHash\":\" \"}", "{\"webhookHash\":null}"})
    void withoutAConfiguredHashWebhooksAreRefused(String secret) {
        assertFalse(accepts(WebhookMode.STATIC, secret, Map.of()));
        assertFalse(accepts(WebhookMode.STATIC, secret, Map.of("verif-hash", "")));
        assertFalse(accepts(WebhookMode.STATIC, secret, Map.of("verif-hash", " ")));
        assertFalse(accepts(WebhookMode.HMAC_BASE64, secret, Map.of("flutterwave-signature", "")));
    }

    @Test
    void theSignatureIsThatOfThePublishedVector() {
        assertEquals(V4_SIGNATURE, FlutterwaveWebhookAuthentication.signature(Secret.of("flw_test"), V4_BODY));
        assertTrue(accepts(WebhookMode.HMAC_BASE64, V4_SECRET, Map.of("flutterwave-signature", V4_SIGNATURE)));
    }

    @Test
    void everySingleAlteredByteOfTheBodyBreaksTheSignature() {
        for (int i = 0; i < V4_BODY.length; i++) {
            byte[] altered = V4_BODY.clone();
            altered[i] ^= 1;
            assertFalse(authentic(WebhookMode.HMAC_BASE64, V4_SECRET,
                    new WebhookCall(Map.of("flutterwave-signature", V4_SIGNATURE), Map.of(), altered)));
        }
    }

    @Test
    void theCallDoesNotChooseTheProof() {
        assertFalse(accepts(WebhookMode.HMAC_BASE64, V4_SECRET, Map.of("verif-hash", "flw_test")));
        assertFalse(accepts(WebhookMode.STATIC, V4_SECRET, Map.of("flutterwave-signature", V4_SIGNATURE)));
        assertFalse(accepts(WebhookMode.HMAC_BASE64, V4_SECRET, Map.of("flutterwave-signature", "flw_test")));
    }

    @Test
    void thePreviousHashIsGoodWhileItIsBeingReplaced() {
        WebhookCall call = new WebhookCall(Map.of("verif-hash", "an-old-hash"), Map.of(), V4_BODY);
        Settings settings = Settings.at("http://localhost");
        assertTrue(FlutterwaveSamples.provider(settings, FlutterwaveSamples.secrets(FlutterwaveSamples.CURRENT,
                Optional.of("{\"webhookHash\":\"an-old-hash\"}"))).isAuthentic(call));
        assertFalse(FlutterwaveSamples.provider(settings, FlutterwaveSamples.secrets(FlutterwaveSamples.CURRENT))
                .isAuthentic(call));
    }

    private static boolean accepts(WebhookMode mode, String secret, Map<String, String> headers) {
        return authentic(mode, secret, new WebhookCall(headers, Map.of(), V4_BODY));
    }

    private static boolean authentic(WebhookMode mode, String secret, WebhookCall call) {
        return FlutterwaveSamples.provider(Settings.at("http://localhost").with(mode), FlutterwaveSamples.secrets(secret))
                .isAuthentic(call);
    }
}
