package africa.paylinks.merchant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import africa.paylinks.http.Json;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretsUnavailable;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointCipherTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private final DataKeys keys = keys("k1", KEY);
    private final SecureRandom random = new SecureRandom();

    @Test
    void onlyTheSameKeyAndPlaceOpenWhatWasSealed() {
        EncryptedText sealed = EndpointCipher.seal(keys, random, "shop/url", "https://shop.example/é");
        assertEquals("k1", sealed.keyId());
        assertEquals(Optional.of("https://shop.example/é"), EndpointCipher.open(Secret.of(KEY), "shop/url", sealed));
        assertEquals(Optional.empty(), EndpointCipher.open(Secret.of(KEY), "other/url", sealed));
        assertEquals(Optional.empty(), EndpointCipher.open(Secret.of(KEY + "0"), "shop/url", sealed));
    }

    @Test
    void noByteOfItCanBeChangedOrCutOff() {
        byte[] bytes = EndpointCipher.seal(keys, random, "shop/url", "https://shop.example/").bytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertEquals(Optional.empty(), EndpointCipher.open(Secret.of(KEY), "shop/url", new EncryptedText("k1", changed)));
            assertEquals(Optional.empty(),
                    EndpointCipher.open(Secret.of(KEY), "shop/url", new EncryptedText("k1", java.util.Arrays.copyOf(bytes, i))));
        }
    }

    @Test
    void theSameTextIsNeverSealedTheSame() {
        assertNotEquals(EndpointCipher.seal(keys, random, "shop/url", "a"), EndpointCipher.seal(keys, random, "shop/url", "a"));
    }

    @Test
    void nothingIsSealedWithoutAKeyOrWithAShortOne() {
        for (DataKeys none : new DataKeys[] {keys("k2", KEY), keys("k1", "short"), new DataKeys(new SecretDocument(Json.object()))}) {
            assertThrows(SecretsUnavailable.class, () -> EndpointCipher.seal(none, random, "shop/url", "a"));
        }
        assertFalse(keys.key("current").isPresent());
    }

    private static DataKeys keys(String name, String key) {
        return new DataKeys(new SecretDocument(Json.object().put("current", "k1").put(name, key)));
    }
}
