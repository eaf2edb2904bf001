package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.merchant.ApiKey;
import africa.paylinks.merchant.EncryptedText;
import africa.paylinks.merchant.EndpointSettings;
import africa.paylinks.merchant.EndpointSettings.SigningSecret;
import africa.paylinks.merchant.MerchantKeys;
import africa.paylinks.merchant.MerchantProfile;
import africa.paylinks.merchant.MerchantStore.Outcome;
import africa.paylinks.payment.SamplePayments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

class DynamoMerchantStoreTest {

    private static final Instant NOW = SamplePayments.NOW;
    /** A transaction takes 100 items, and a merchant with one key is three. */
    private static final int MERCHANTS_IN_A_TRANSACTION = 33;

    private final DynamoMerchantStore store = new DynamoMerchantStore(TestTable.overHttp(), TestTable.CONFIG);
    private final String name = "shop-" + UUID.randomUUID();

    @Test
    void aMerchantIsReadAsItWasWritten() {
        MerchantProfile written = new MerchantProfile(name, 0, NOW, List.of(key("one", "read", "write"), key("two")), Optional.of(endpoint()));
        assertEquals(Outcome.WRITTEN, store.write(Optional.empty(), written));
        MerchantProfile read = store.find(name).orElseThrow();
        assertEquals(new MerchantProfile(name, 1, NOW, read.keys(), written.endpoint()), read);
        assertEquals(Set.copyOf(written.keys()), Set.copyOf(read.keys()));
        assertEquals(Optional.of(new MerchantKeys.Holder(name, Set.of("read", "write"))), store.holder(hash("one")));
        assertEquals(Optional.of(new MerchantKeys.Holder(name, Set.of())), store.holder(hash("two")));
        assertEquals(Optional.empty(), store.holder(hash("three")));
        assertEquals(Optional.empty(), store.find(name + "x"));
    }

    @Test
    void ofTwoConcurrentWritersOneIsRefused() {
        assertEquals(Outcome.WRITTEN, store.write(Optional.empty(), profile()));
        assertEquals(Outcome.CHANGED_MEANWHILE, store.write(Optional.empty(), profile()), "there is one already");
        Optional<MerchantProfile> seen = store.find(name);
        assertEquals(Outcome.WRITTEN, store.write(seen, profile(key("one"))));
        assertEquals(Outcome.CHANGED_MEANWHILE, store.write(seen, profile(key("two"))));
        assertFalse(store.remove(seen.orElseThrow()));
        assertEquals(Optional.empty(), store.holder(hash("two")), "all or nothing");
        assertEquals(List.of(key("one")), store.find(name).orElseThrow().keys());
    }

    @Test
    void aKeyBelongsToOneMerchant() {
        store.write(Optional.empty(), profile(key("one")));
        assertEquals(Outcome.KEY_OF_ANOTHER, store.write(Optional.empty(), new MerchantProfile(name + "-2", 0, NOW, List.of(key("one")), Optional.empty())));
        assertEquals(Optional.empty(), store.find(name + "-2"));
        assertEquals(name, store.holder(hash("one")).orElseThrow().merchant());
    }

    @Test
    void keysComeAndGoWithTheMerchant() {
        store.write(Optional.empty(), profile(key("one"), key("two")));
        store.write(store.find(name), profile(key("two"), key("three")));
        assertEquals(Optional.empty(), store.holder(hash("one")));
        assertTrue(store.holder(hash("two")).isPresent() && store.holder(hash("three")).isPresent());
        assertTrue(store.remove(store.find(name).orElseThrow()));
        assertEquals(Optional.empty(), store.holder(hash("two")));
        assertEquals(Optional.empty(), store.find(name));
        assertFalse(store.names(Optional.of(name.substring(0, name.length() - 1)), 1).contains(name));
    }

    @Test
    void onlyTheEndpointThatIsMeantIsSwitchedOff() {
        store.switchOff(name, EndpointSettings.DEFAULT_ID, "hash-of-url", NOW);
        assertEquals(Optional.empty(), store.find(name), "nobody's is not made");
        store.write(Optional.empty(), new MerchantProfile(name, 0, NOW, List.of(), Optional.of(endpoint())));
        MerchantProfile seen = store.find(name).orElseThrow();
        store.switchOff(name, EndpointSettings.DEFAULT_ID, "hash-of-another", NOW);
        assertEquals(Optional.empty(), store.find(name).orElseThrow().endpoint().orElseThrow().offSince());
        store.switchOff(name, EndpointSettings.DEFAULT_ID, "hash-of-url", NOW);
        assertEquals(Optional.of(NOW), store.find(name).orElseThrow().endpoint().orElseThrow().offSince());
        assertEquals(Outcome.CHANGED_MEANWHILE, store.write(Optional.of(seen), seen), "an operator who saw it on does not switch it on unseen");
    }

    @Test
    void namesComeInOrderAndPageByPage() {
        List<String> names = IntStream.range(0, 5).mapToObj(i -> name + "-" + i).toList();
        names.forEach(each -> store.write(Optional.empty(), new MerchantProfile(each, 0, NOW, List.of(), Optional.empty())));
        assertEquals(names.subList(0, 2), store.names(Optional.of(name), 2));
        assertEquals(names.subList(2, 5), store.names(Optional.of(names.get(1)), 3));
    }

    /**
     * {@code -Dpaylinks.merchants=100000} loads as many as a deployment may have; the usual number shows the same in a second.
     * What a key costs is one read of its own item, so the number that is asked for is the number that is answered for.
     */
    @Test
    void aKeyIsOneReadHoweverManyMerchantsThereAre() {
        int merchants = Integer.getInteger("paylinks.merchants", 1_500);
        TestTable.Empty table = TestTable.emptyOverHttp();
        DynamoMerchantStore many = new DynamoMerchantStore(table.client(), table.config());
        List<MerchantProfile> batch = new ArrayList<>();
        for (int i = 0; i < merchants; i++) {
            batch.add(new MerchantProfile("shop-%06d".formatted(i), 0, NOW, List.of(key("key-" + i, "read", "write")), Optional.empty()));
            if (batch.size() == MERCHANTS_IN_A_TRANSACTION || i == merchants - 1) {
                List<TransactWriteItem> writes = batch.stream().flatMap(each -> many.writes(Optional.empty(), each).stream()).toList();
                assertEquals(Optional.empty(), new Transactions(table.client()).write(writes));
                batch.clear();
            }
        }
        CountedCalls calls = new CountedCalls(table.client());
        DynamoMerchantStore asked = new DynamoMerchantStore(calls.client(), table.config());
        int questions = 0;
        for (int i = 0; i < merchants; i += Math.max(1, merchants / 100)) {
            assertEquals("shop-%06d".formatted(i), asked.holder(hash("key-" + i)).orElseThrow().merchant());
            questions++;
        }
        assertEquals(Optional.empty(), asked.holder(hash("key-" + merchants)));
        assertEquals(List.of("getItem " + (questions + 1)), calls.counts());
        assertEquals(List.of("shop-%06d".formatted(merchants - 1)), many.names(Optional.of("shop-%06d".formatted(merchants - 2)), 50));
    }

    private MerchantProfile profile(ApiKey... keys) {
        return new MerchantProfile(name, 0, NOW, List.of(keys), Optional.empty());
    }

    private ApiKey key(String word, String... scopes) {
        return new ApiKey(hash(word), Set.of(scopes), "till", NOW);
    }

    private String hash(String word) {
        return Keys.sha256(name + word);
    }

    private static EndpointSettings endpoint() {
        return new EndpointSettings(new EncryptedText("k1", new byte[] {1, 2, 3}), "hash-of-url", Optional.empty(),
                List.of(new SigningSecret("newer", new EncryptedText("k2", new byte[] {4}), NOW),
                        new SigningSecret("older", new EncryptedText("k1", new byte[] {5}), NOW.minusMillis(1))));
    }
}
