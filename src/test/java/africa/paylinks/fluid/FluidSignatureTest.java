package africa.paylinks.fluid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.secrets.Secret;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FluidSignatureTest {

    private static final Secret SECRET = Secret.of("whsec_test");
    private static final byte[] BODY = ("{\"event\":\"transaction.completed\",\"event_id\":\"evt_000000000000000000000001\","
            + "\"timestamp\":\"2026-01-01T00:00:00Z\",\"api_version\":\"v1\",\"data\":{\"transaction\":{\"partner_reference\":"
            + "\"ORD-1\",\"status\":\"completed\",\"amount\":50.0,\"currency\":\"GHS\"}}}").getBytes(UTF_8);
    private static final String HEX = "24e49e033d2df6b1c9ebb1a0cc44d167d4afe4957c9fa8b2036a8ba74b0c6715";

    @Test
    void signsTheKnownBodyWithTheKnownSignature() {
        assertEquals(HEX, FluidSignature.sign(BODY, SECRET));
    }

    @Test
    void acceptsHexOfAnyCaseWithOrWithoutPrefix() {
        for (String header : new String[] {HEX, HEX.toUpperCase(Locale.ROOT), "sha256=" + HEX, "SHA256=" + HEX, " " + HEX + " "}) {
            assertTrue(FluidSignature.matches(header, BODY, SECRET), header);
        }
    }

    @Test
    void refusesEveryBodyWithOneAlteredByte() {
        for (int place = 0; place < BODY.length; place++) {
            byte[] altered = BODY.clone();
            altered[place] ^= 1;
            assertFalse(FluidSignature.matches(HEX, altered, SECRET), "byte " + place);
        }
    }

    @Test
    void refusesABodyThatOnlyMeansTheSame() {
        byte[] spaced = new String(BODY, UTF_8).replace(",", ", ").getBytes(UTF_8);
        assertFalse(FluidSignature.matches(HEX, spaced, SECRET));
    }

    @Test
    void refusesAnotherSecret() {
        assertFalse(FluidSignature.matches(HEX, BODY, Secret.of("whsec_tesu")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256=", "24e49e03", "sha512=24e49e033d2df6b1c9ebb1a0cc44d167d4afe4957c9fa8b2036a8ba74b0c6715",
            "JOSeAz0t9rHJ67GgzETRZ9Sv5JV8n6iyA2qLp0sMZxU=", "zz", "24e49e033d2df6b1c9ebb1a0cc44d167d4afe4957c9fa8b2036a8ba74b0c671500"})
    void refusesWhatIsNotTheWholeSignatureInHex(String header) {
        assertFalse(FluidSignature.matches(header, BODY, SECRET));
    }
}
