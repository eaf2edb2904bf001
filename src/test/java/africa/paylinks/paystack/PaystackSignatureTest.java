package africa.paylinks.paystack;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaystackSignatureTest {

    private static final Secret KEY = Secret.of("sk_test_0123456789");
    private static final String BODY = "{\"event\":\"charge.success\",\"data\":{\"reference\":\"pay-2b4d6f7h2j4k6m7n2p4q6r7s2t\"}}";
    /** Made with {@code openssl dgst -sha512 -hmac sk_test_0123456789}. */
    private static final String SIGNATURE = "281c4e6bb2ec3a9e27abc512ca005e97849e56ec716c6d449b62891aec85eaaf"
            + "a7be88cacc83106e9a27e50fc1b1e8fa4c88d5988d365a38fc1ca5be092cd2a2";

    @Test
    void aSignatureOfOpensslIsAcceptedInAnyCase() {
        assertTrue(PaystackSignature.matches(call(SIGNATURE, BODY), KEY));
        assertTrue(PaystackSignature.matches(call(SIGNATURE.toUpperCase(Locale.ROOT), BODY), KEY));
    }

    @Test
    void everythingElseIsRefused() {
        assertFalse(PaystackSignature.matches(call(SIGNATURE, BODY + " "), KEY));
        assertFalse(PaystackSignature.matches(call(SIGNATURE, BODY), Secret.of("sk_test_9876543210")));
        for (String signature : new String[] {"", " ", "0", SIGNATURE.substring(2), SIGNATURE + "00", "z".repeat(128), "0".repeat(128)}) {
            assertFalse(PaystackSignature.matches(call(signature, BODY), KEY), signature);
        }
        assertFalse(PaystackSignature.matches(new WebhookCall(Map.of(), Map.of(), BODY.getBytes(StandardCharsets.UTF_8)), KEY));
    }

    private static WebhookCall call(String signature, String body) {
        return new WebhookCall(Map.of("x-paystack-signature", signature), Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
