package africa.paylinks.merchant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoMerchantStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.crypto.Sha256;
import africa.paylinks.merchant.AuthorizeMerchantFunction.Question;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizeMerchantFunctionTest {

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final CountingStore store = new CountingStore(new DynamoMerchantStore(TestTable.client(), TestTable.CONFIG));
    private final MerchantAdministration operator = new MerchantFixture(clock, store).administration(url -> Optional.empty());
    private final AuthorizeMerchantFunction function = new AuthorizeMerchantFunction(new MerchantKeys(store, new MerchantsConfig() {
        @Override
        public Duration keyTtl() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Duration unknownKeyTtl() {
            return Duration.ofSeconds(5);
        }
    }, clock));
    private final String shop = "shop-" + UUID.randomUUID();
    private String key;

    @BeforeEach
    void aShop() {
        operator.manage(MerchantFixture.request("add", shop, Map.of()));
        key = operator.manage(MerchantFixture.request("add-key", shop, Map.of())).secret();
    }

    @Test
    void aKeyIsItsMerchants() {
        var verdict = function.authorize(new Question(List.of("Bearer " + key), Map.of()));
        assertTrue(verdict.isAuthorized());
        assertEquals(Map.of("merchant", shop, "scopes", "read write"), verdict.context());
        assertEquals(shop, ask("bearer " + key).context().get("merchant"));
    }

    @Test
    void aMerchantMayHaveSeveralKeysEachWithItsOwnScopes() {
        String reader = operator.manage(MerchantFixture.request("add-key", shop, Map.of("scopes", "read"))).secret();
        assertEquals(Map.of("merchant", shop, "scopes", "read"), ask("Bearer " + reader).context());
        assertEquals("read write", ask("Bearer " + key).context().get("scopes"));
    }

    @Test
    void theHeaderServesWhereThereIsNoIdentitySource() {
        assertTrue(function.authorize(new Question(null, Map.of("Authorization", "Bearer " + key))).isAuthorized());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer unknown-key", "Basic KEY", "KEY", "Bearer KEY x", "Bearer KEY0"})
    void anUnknownKeyIsDenied(String header) {
        var verdict = ask(header.replace("KEY", key));
        assertFalse(verdict.isAuthorized());
        assertTrue(verdict.context().isEmpty());
    }

    @Test
    void theHashOfAKeyIsNotAKey() {
        assertFalse(ask("Bearer " + Sha256.hex(key)).isAuthorized());
    }

    @Test
    void aReadIsCachedForItsTimeToLive() {
        for (int i = 0; i < 100; i++) {
            assertTrue(ask("Bearer " + key).isAuthorized());
            assertFalse(ask("Bearer nobodys-key").isAuthorized());
        }
        assertEquals(2, store.reads);
        clock.advance(Duration.ofSeconds(6));
        assertTrue(ask("Bearer " + key).isAuthorized());
        assertFalse(ask("Bearer nobodys-key").isAuthorized());
        assertEquals(3, store.reads, "a key that nobody has is looked for again first");
        clock.advance(Duration.ofSeconds(25));
        assertTrue(ask("Bearer " + key).isAuthorized());
        assertEquals(4, store.reads);
    }

    @Test
    void aRemovedKeyIsDeniedWhenItsCacheEntryExpires() {
        assertTrue(ask("Bearer " + key).isAuthorized());
        operator.manage(MerchantFixture.request("remove-key", shop, Map.of("id", Sha256.hex(key).substring(0, 12))));
        assertTrue(ask("Bearer " + key).isAuthorized());
        clock.advance(Duration.ofSeconds(30));
        assertFalse(ask("Bearer " + key).isAuthorized());
    }

    @Test
    void aRemovedMerchantsKeysAreDenied() {
        operator.manage(MerchantFixture.request("remove", shop, Map.of()));
        assertFalse(ask("Bearer " + key).isAuthorized());
    }

    @Tag("slow")
    @Test
    void unknownKeysNeverEvictMerchantKeysFromTheCache() {
        assertTrue(ask("Bearer " + key).isAuthorized());
        for (int i = 0; i < 1_100; i++) {
            assertFalse(ask("Bearer stranger-" + i).isAuthorized());
        }
        assertEquals(1_101, store.reads);
        assertTrue(ask("Bearer " + key).isAuthorized());
        assertFalse(ask("Bearer stranger-1099").isAuthorized());
        assertEquals(1_101, store.reads, "both are remembered");
        assertFalse(ask("Bearer stranger-0").isAuthorized());
        assertEquals(1_102, store.reads, "the oldest of more than a thousand is not");
    }

    @Test
    void aTableThatCannotBeReadIsAnErrorAndNeverARefusal() {
        store.down = true;
        assertThrows(StoreUnavailable.class, () -> ask("Bearer " + key));
        assertThrows(StoreUnavailable.class, () -> ask("Bearer nobodys-key"));
        store.down = false;
        assertTrue(ask("Bearer " + key).isAuthorized(), "and it is not remembered");
    }

    @Test
    void aMalformedKeyIsNotLookedUp() {
        ask("Bearer short");
        ask("Basic " + key);
        assertEquals(0, store.reads);
    }

    private AuthorizeMerchantFunction.Verdict ask(String header) {
        return function.authorize(new Question(List.of(header), Map.of()));
    }
}
