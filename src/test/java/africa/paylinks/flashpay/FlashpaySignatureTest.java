package africa.paylinks.flashpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.flashpay.FlashpayConfig.Encoding;
import africa.paylinks.secrets.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlashpaySignatureTest {

    private static final Secret SECRET = Secret.of("flash_test");
    private static final String TIMESTAMP = "1735689600";
    private static final byte[] BODY = ("{\"id\":\"pay_123\",\"amount\":5000,\"currency\":\"NGN\",\"status\":\"SUCCESSFUL\","
            + "\"reference\":\"ORD-1\"}").getBytes(StandardCharsets.UTF_8);
    private static final String HEX = "8ae3d32fc97a2a3248a821675a6b0feec054e1f9e6882b4c6ee565c85e358d8e";
    private static final String BASE64 = "iuPTL8l6KjJIqCFnWmsP7sBU4fnmiCtMbuVlyF41jY4=";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    @Test
    void signsTimestampDotBody() {
        assertEquals(HEX, HexFormat.of().formatHex(FlashpaySignature.sign(TIMESTAMP, BODY, SECRET)));
    }

    @Test
    void acceptsTheVectorInEitherEncodingAndOnlyInTheConfiguredOne() {
        assertTrue(matches(HEX, BODY, Encoding.HEX));
        assertTrue(matches(BASE64, BODY, Encoding.BASE64));
        assertFalse(matches(BASE64, BODY, Encoding.HEX));
        assertFalse(matches(HEX, BODY, Encoding.BASE64));
    }

    @Test
    void acceptsHexInUpperCaseAndAfterAPrefix() {
        assertTrue(matches(HEX.toUpperCase(Locale.ROOT), BODY, Encoding.HEX));
        assertTrue(matches("sha256=" + HEX, BODY, Encoding.HEX));
        assertTrue(matches("SHA256=" + HEX.toUpperCase(Locale.ROOT), BODY, Encoding.HEX));
    }

    @Test
    void refusesEveryAlteredByteOfTheBody() {
        for (int i = 0; i < BODY.length; i++) {
            byte[] altered = BODY.clone();
            altered[i] ^= 1;
            assertFalse(matches(HEX, altered, Encoding.HEX), "byte " + i);
        }
    }

    @Test
    void refusesEveryAlteredDigitOfTheSignature() {
        for (int i = 0; i < HEX.length(); i++) {
            char other = HEX.charAt(i) == '0' ? '1' : '0';
            assertFalse(matches(HEX.substring(0, i) + other + HEX.substring(i + 1), BODY, Encoding.HEX), "digit " + i);
        }
    }

    @Test
    void refusesAnotherTimestampAndAnotherSecret() {
        assertFalse(FlashpaySignature.matches(HEX, "1735689601", BODY, SECRET, Encoding.HEX));
        assertFalse(FlashpaySignature.matches(HEX, "01735689600", BODY, SECRET, Encoding.HEX));
        assertFalse(FlashpaySignature.matches(HEX, TIMESTAMP, BODY, Secret.of("flash_test2"), Encoding.HEX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256=", "8ae3", "zz", "8ae3d32fc97a2a3248a821675a6b0feec054e1f9e6882b4c6ee565c85e358d8",
        "8ae3d32fc97a2a3248a821675a6b0feec054e1f9e6882b4c6ee565c85e358d8e,8ae3d32fc97a2a3248a821675a6b0feec054e1f9e6882b4c6ee565c85e358d8e"})
    void refusesWhatIsNoSignature(String signature) {
        assertFalse(matches(signature, BODY, Encoding.HEX));
        assertFalse(matches(signature, BODY, Encoding.BASE64));
    }

    @Test
    void toleratesFiveMinutesInBothDirectionsAndNotASecondMore() {
        Instant sent = Instant.ofEpochSecond(1735689600);
        assertTrue(FlashpaySignature.isTimely(TIMESTAMP, sent, TOLERANCE));
        assertTrue(FlashpaySignature.isTimely(TIMESTAMP, sent.plusSeconds(300), TOLERANCE));
        assertTrue(FlashpaySignature.isTimely(TIMESTAMP, sent.minusSeconds(300), TOLERANCE));
        assertFalse(FlashpaySignature.isTimely(TIMESTAMP, sent.plusSeconds(301), TOLERANCE));
        assertFalse(FlashpaySignature.isTimely(TIMESTAMP, sent.minusSeconds(301), TOLERANCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1735689600000", "-1735689600", "+1735689600", "1735689600.0", " 1735689600", "2025-01-01T00:00:00Z",
        "99999999999999999999", "\u0661\u0667\u0663\u0665\u0666\u0668\u0669\u0666\u0660\u0660"})
    void refusesWhatIsNotUnixSeconds(String timestamp) {
        assertFalse(FlashpaySignature.isTimely(timestamp, Instant.ofEpochSecond(1735689600), TOLERANCE));
    }

    private static boolean matches(String signature, byte[] body, Encoding encoding) {
        return FlashpaySignature.matches(signature, TIMESTAMP, body, SECRET, encoding);
    }
}
