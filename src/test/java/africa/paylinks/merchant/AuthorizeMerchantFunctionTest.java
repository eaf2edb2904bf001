package africa.paylinks.merchant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.merchant.AuthorizeMerchantFunction.Question;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault.Version;
import africa.paylinks.secrets.Secrets;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizeMerchantFunctionTest {

    private final JsonNode keys = Json.readObject(("{\"shop\":{\"keys\":[{\"sha256\":\"" + sha256("shop-key-one")
            + "\",\"scopes\":[\"read\",\"write\"]},{\"sha256\":\"" + sha256("shop-key-two").toUpperCase(Locale.ROOT)
            + "\",\"scopes\":[\"read\"]}]},\"other\":{\"keys\":[{\"sha256\":\"" + sha256("other-key-one")
            + "\",\"scopes\":[\"read\"]}]},\"Bad Name\":{\"keys\":[{\"sha256\":\"" + sha256("bad-name-key")
            + "\",\"scopes\":[\"read\"]}]},\"broken\":{\"keys\":\"none\"}}").getBytes(StandardCharsets.UTF_8)).orElseThrow();
    private final AuthorizeMerchantFunction function = new AuthorizeMerchantFunction(new MerchantKeys(new Secrets(
            (system, version) -> version == Version.CURRENT ? Optional.of(new SecretDocument(keys)) : Optional.empty(),
            Clock.systemUTC(), Duration.ofMinutes(5))));

    @Test
    void aKeyIsItsMerchants() {
        var verdict = function.authorize(new Question(List.of("Bearer shop-key-one"), Map.of()));
        assertTrue(verdict.isAuthorized());
        assertEquals(Map.of("merchant", "shop", "scopes", "read write"), verdict.context());
        assertEquals("other", ask("bearer other-key-one").context().get("merchant"));
    }

    @Test
    void aMerchantMayHaveSeveralKeysEachWithItsOwnScopes() {
        assertEquals(Map.of("merchant", "shop", "scopes", "read"), ask("Bearer shop-key-two").context());
    }

    @Test
    void theHeaderServesWhereThereIsNoIdentitySource() {
        assertTrue(function.authorize(new Question(null, Map.of("Authorization", "Bearer shop-key-one"))).isAuthorized());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer unknown-key", "Basic shop-key-one", "shop-key-one",
        "Bearer shop-key-one x", "Bearer shop-key-on", "Bearer shop-key-one0", "Bearer bad-name-key"})
    void whatIsNobodysKeyIsDenied(String header) {
        assertFalse(ask(header).isAuthorized());
        assertTrue(ask(header).context().isEmpty());
    }

    @Test
    void theHashOfAKeyIsNotAKey() {
        assertFalse(ask("Bearer " + sha256("shop-key-one")).isAuthorized());
    }

    private AuthorizeMerchantFunction.Verdict ask(String header) {
        return function.authorize(new Question(List.of(header), Map.of()));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
