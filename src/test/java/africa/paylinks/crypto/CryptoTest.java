package africa.paylinks.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CryptoTest {

    @Test
    void theDigestIsThatOfTheStandard() {
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256.hex("abc"));
        assertEquals(Sha256.hex("abc"), Sha256.hex(bytes("a"), bytes(""), bytes("bc")));
    }

    @Test
    void theMacsAreThoseOfRfc4231() {
        assertEquals("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", HexFormat.of().formatHex(
                Hmac.sha256(bytes("Jefe"), bytes("what do ya want "), bytes("for nothing?"))));
        assertEquals("164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
                HexFormat.of().formatHex(Hmac.of("HmacSHA512", bytes("Jefe"), bytes("what do ya want "), bytes("for nothing?"))));
    }

    @Test
    void anUnknownAlgorithmIsRefused() {
        assertThrows(IllegalStateException.class, () -> Hmac.of("HmacOfNobody", bytes("Jefe"), bytes("what do ya want for nothing?")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
