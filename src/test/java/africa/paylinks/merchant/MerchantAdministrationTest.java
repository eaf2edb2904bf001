package africa.paylinks.merchant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.TestTable;
import africa.paylinks.crypto.Sha256;
import africa.paylinks.merchant.ManagementAnswer.MerchantView;
import africa.paylinks.merchant.ManagementAnswer.SecretView;
import africa.paylinks.merchant.ManagementRequest.Imported;
import africa.paylinks.merchant.ManagementRequest.ImportedEndpoint;
import africa.paylinks.merchant.ManagementRequest.ImportedKey;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.secrets.SecretsUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerchantAdministrationTest {

    private static final String OLD_SECRET = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAx";

    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final MerchantFixture fixture = new MerchantFixture(clock);
    private final MerchantAdministration operator = fixture.administration(
            url -> url.startsWith("https://") ? Optional.empty() : Optional.of("not-https"));
    private final String shop = "shop-" + UUID.randomUUID();

    @Test
    void aKeyIsShownOnceAndStoredAsItsHash() {
        done("add", Map.of());
        String key = done("add-key", Map.of("scopes", "read", "name", "Till 3")).secret();
        assertTrue(key.matches("plk_[A-Za-z0-9_-]{43}"));
        ApiKey kept = profile().keys().get(0);
        assertEquals(new ApiKey(Sha256.hex(key), Set.of("read"), "Till 3", clock.instant()), kept);
        assertEquals(Optional.of(new MerchantKeys.Holder(shop, Set.of("read"))), fixture.store.holder(kept.sha256()));
        assertFalse(storedItems().contains(key));
        assertFalse(view().toString().contains(key));
        assertEquals(List.of(kept.sha256().substring(0, 12)), view().keys().stream().map(ManagementAnswer.KeyView::id).toList());
    }

    @Test
    void aKeyIsRemovedByTheBeginningOfItsHash() {
        done("add", Map.of());
        String key = done("add-key", Map.of()).secret();
        String other = done("add-key", Map.of()).secret();
        assertRefused("no such key", "remove-key", Map.of("id", Sha256.hex(key).substring(0, 7)));
        assertRefused("no such key", "remove-key", Map.of("id", "0123456789ab"));
        done("remove-key", Map.of("id", Sha256.hex(key).substring(0, 12)));
        assertEquals(Optional.empty(), fixture.store.holder(Sha256.hex(key)));
        assertEquals(shop, fixture.store.holder(Sha256.hex(other)).orElseThrow().merchant());
    }

    @Test
    void aRemovedMerchantLeavesNothingBehind() {
        done("add", Map.of());
        String key = done("add-key", Map.of()).secret();
        done("set-endpoint", Map.of("url", "https://shop.example/"));
        done("remove", Map.of());
        assertEquals(Optional.empty(), fixture.store.find(shop));
        assertEquals(Optional.empty(), fixture.store.holder(Sha256.hex(key)));
        assertFalse(names().contains(shop));
        assertRefused("no merchant '" + shop + "'", "remove", Map.of());
        done("add", Map.of());
    }

    @Test
    void aKeysNameCountsCharactersAndNotTheirHalves() {
        done("add", Map.of());
        String name = "\ud83c\udf9f".repeat(100);
        done("add-key", Map.of("name", name));
        assertEquals(name, profile().keys().get(0).name());
        assertRefused("at most 100", "add-key", Map.of("name", name + "x"));
        assertRefused("surrogate", "add-key", Map.of("name", "cut \ud83d"));
    }

    @Test
    void aRefusedRequestChangesNothing() {
        done("add", Map.of());
        MerchantProfile before = profile();
        assertRefused("already", "add", Map.of());
        assertRefused("read, write and admin", "add-key", Map.of("scopes", "read,owner"));
        assertRefused("read, write and admin", "add-key", Map.of("scopes", "read,read"));
        assertRefused("Run set-endpoint first", "add-secret", Map.of());
        assertRefused("Run set-endpoint first", "switch-on", Map.of());
        assertRefused("not-https", "set-endpoint", Map.of("url", "http://shop.example/"));
        assertRefused("fragment", "set-endpoint", Map.of("url", "https://shop.example/#part"));
        assertRefused("has no url", "set-endpoint", Map.of());
        assertRefused("at most 100", "add-key", Map.of("name", "x".repeat(101)));
        assertRefused("no command 'drop'", "drop", Map.of());
        assertEquals(before, profile());
        assertTrue(operator.manage(MerchantFixture.request("add", "The Shop", Map.of())).refusal().contains("64 lower-case"));
        assertTrue(operator.manage(MerchantFixture.request("add-key", "nobody", Map.of())).refusal().contains("no merchant 'nobody'"));
        assertTrue(operator.manage(MerchantFixture.request("add-key", null, Map.of())).refusal().contains("has no merchant"));
    }

    @Test
    void anEndpointAndItsSecretsAreReadableWithTheDataKeyOnly() {
        done("add", Map.of());
        assertEquals(List.of("Run add-secret next: without a secret, no webhooks are sent."),
                done("set-endpoint", Map.of("url", "https://shop.example/hooks?token=t0ken")).notes());
        String secret = done("add-secret", Map.of()).secret();
        assertEquals(32, Base64.getDecoder().decode(secret.substring("whsec_".length())).length);
        MerchantEndpoint endpoint = fixture.endpoints().of(shop).stream().findFirst().orElseThrow();
        assertEquals("https://shop.example/hooks?token=t0ken", endpoint.url());
        assertEquals(secret, "whsec_" + Base64.getEncoder().encodeToString(endpoint.secrets().get(0).bytes()));
        String kept = storedItems();
        assertFalse(kept.contains("t0ken") || kept.contains(secret.substring(6)), kept);
        assertFalse(view().endpoint().secrets().toString().contains(secret));
        assertFalse(done("add-secret", Map.of()).toString().contains("whsec_"));
    }

    @Test
    void oneMerchantsSealedSecretIsOfNoUseToAnother() {
        done("add", Map.of());
        done("set-endpoint", Map.of("url", "https://shop.example/"));
        done("add-secret", Map.of());
        MerchantProfile thief = new MerchantProfile("thief-" + UUID.randomUUID(), 0, clock.instant(), List.of(), profile().endpoint());
        fixture.store.write(Optional.empty(), thief);
        assertThrows(SecretsUnavailable.class, () -> fixture.endpoints().of(thief.name()));
    }

    @Test
    void secretsRotateWithoutAGap() {
        done("add", Map.of());
        done("set-endpoint", Map.of("url", "https://shop.example/hooks"));
        List<String> made = List.of("add-secret", "rotate-secret", "add-secret", "rotate-secret").stream()
                .map(command -> done(command, Map.of()).secret()).toList();
        assertEquals(List.of(SigningSecrets.id(made.get(3)), SigningSecrets.id(made.get(2))), secretIds());
        done("set-endpoint", Map.of("url", "https://shop.example/other"));
        assertEquals(2, secretIds().size(), "another URL keeps them");
        assertRefused("no such secret", "remove-secret", Map.of("id", "0123456789ab"));
        done("remove-secret", Map.of("id", secretIds().get(1)));
        assertRefused("the last secret", "remove-secret", Map.of("id", secretIds().get(0)));
        done("remove-endpoint", Map.of());
        assertEquals(Optional.empty(), fixture.endpoints().of(shop).stream().findFirst());
    }

    @Test
    void anEndpointIsSwitchedOffAndOn() {
        done("add", Map.of());
        done("set-endpoint", Map.of("url", "https://shop.example/"));
        fixture.endpoints().switchOff(fixture.endpoints().of(shop).stream().findFirst().orElseThrow(), clock.instant());
        assertTrue(fixture.endpoints().of(shop).stream().findFirst().orElseThrow().off());
        assertEquals(clock.instant().toString(), view().endpoint().offSince());
        done("switch-on", Map.of());
        assertFalse(fixture.endpoints().of(shop).stream().findFirst().orElseThrow().off());
        done("switch-off", Map.of());
        assertTrue(fixture.endpoints().of(shop).stream().findFirst().orElseThrow().off());
        MerchantEndpoint old = fixture.endpoints().of(shop).stream().findFirst().orElseThrow();
        done("set-endpoint", Map.of("url", "https://shop.example/new"));
        assertFalse(fixture.endpoints().of(shop).stream().findFirst().orElseThrow().off(), "another URL is on");
        fixture.endpoints().switchOff(old, clock.instant());
        assertFalse(fixture.endpoints().of(shop).stream().findFirst().orElseThrow().off(), "what was gone is not what is there now");
    }

    @Test
    void concurrentOperatorsLoseNoChanges() throws Exception {
        done("add", Map.of());
        done("set-endpoint", Map.of("url", "https://shop.example/"));
        var threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<ManagementAnswer>> commands = new ArrayList<>();
            IntStream.range(0, 8).forEach(i -> commands.add(() -> operator.manage(
                    MerchantFixture.request(i % 2 == 0 ? "add-key" : "add-secret", shop, Map.of()))));
            int keys = 0;
            int secrets = 0;
            for (Future<ManagementAnswer> answer : threads.invokeAll(commands)) {
                String made = answer.get().secret();
                // Who is overtaken five times is told so; everybody else has what was shown.
                if (made != null && made.startsWith("plk_")) {
                    assertEquals(shop, fixture.store.holder(Sha256.hex(made)).orElseThrow().merchant());
                    keys++;
                } else if (made != null) {
                    assertTrue(secretIds().contains(SigningSecrets.id(made)));
                    secrets++;
                } else {
                    assertTrue(answer.get().refusal().contains("is being changed by others"), answer.get().refusal());
                }
            }
            assertTrue(keys + secrets > 0);
            assertEquals(keys, profile().keys().size());
            assertEquals(secrets, secretIds().size());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theOldSecretIsImportedOnceHoweverOftenItIsRequested() {
        String key = "an-old-key-of-the-shop-" + shop;
        Map<String, Imported> old = Map.of(shop, new Imported(
                List.of(new ImportedKey(Sha256.hex(key).toUpperCase(java.util.Locale.ROOT), List.of("read", "write"), "2026-03-01")),
                new ImportedEndpoint("https://shop.example/hooks", List.of(OLD_SECRET))));
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of("Imported '" + shop + "'."), imported(old).notes());
            assertEquals(1, profile().version(), "the second time writes nothing");
        }
        assertEquals(Instant.parse("2026-03-01T00:00:00Z"), profile().keys().get(0).createdAt());
        assertEquals(Optional.of(new MerchantKeys.Holder(shop, Set.of("read", "write"))), fixture.store.holder(Sha256.hex(key)));
        assertEquals(List.of(SigningSecrets.id(OLD_SECRET)), secretIds());
        String newer = done("add-secret", Map.of()).secret();
        done("set-endpoint", Map.of("url", "https://shop.example/new"));
        imported(old);
        assertEquals("https://shop.example/new", view().endpoint().url(), "what was changed since stays");
        assertEquals(List.of(SigningSecrets.id(newer), SigningSecrets.id(OLD_SECRET)), secretIds());
    }

    @Test
    void invalidEntriesAreReportedAndTheRestIsImported() {
        String other = "other-" + shop;
        ImportedKey key = new ImportedKey(Sha256.hex("key-of-" + shop), List.of("read"), null);
        List<String> notes = new ArrayList<>(imported(new java.util.TreeMap<>(Map.of(
                shop, new Imported(List.of(key), new ImportedEndpoint("http://shop/", List.of())),
                "Bad Name", new Imported(List.of(), null),
                other, new Imported(List.of(new ImportedKey("no hash", List.of("read"), null)), null)))).notes());
        assertEquals(3, notes.size());
        assertTrue(notes.get(0).startsWith("Left out 'Bad Name'"), notes.toString());
        assertTrue(notes.get(1).startsWith("Left out '" + other + "'"), notes.toString());
        assertTrue(notes.get(2).startsWith("Imported '" + shop + "' without its endpoint"), notes.toString());
        assertEquals(1, profile().keys().size());
        assertTrue(imported(Map.of(other, new Imported(List.of(key), null))).notes().get(0).contains("Another merchant already has a key"));
    }

    @Test
    void replacingTheDataKeyReencryptsAllSecretsWithoutDowntime() {
        done("add", Map.of());
        done("set-endpoint", Map.of("url", "https://shop.example/"));
        done("add-secret", Map.of());
        MerchantEndpoints sender = fixture.endpoints(Duration.ofMinutes(5));
        MerchantEndpoint before = sender.of(shop).stream().findFirst().orElseThrow();
        assertTrue(operator.manage(MerchantFixture.request("new-data-key", null, Map.of())).notes().get(0).contains("k2"));
        assertEquals("k1", profile().endpoint().orElseThrow().url().keyId());
        reseal();
        EndpointSettings after = profile().endpoint().orElseThrow();
        assertEquals("k2", after.url().keyId());
        assertEquals(List.of("k2"), after.secrets().stream().map(secret -> secret.value().keyId()).toList());
        MerchantEndpoint seen = sender.of(shop).stream().findFirst().orElseThrow();
        assertEquals(before.url(), seen.url());
        assertTrue(seen.secrets().get(0).matches(before.secrets().get(0).bytes()));
        long version = profile().version();
        reseal();
        assertEquals(version, profile().version(), "what is sealed with it is left alone");
        assertTrue(new DataKeys(fixture.dataKeys.get()).key("k1").isPresent(), "backups need it");
    }

    @Test
    void merchantsAreListedPageByPage() {
        Set<String> added = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            String name = "page-" + i + "-" + shop.substring(5);
            operator.manage(MerchantFixture.request("add", name, Map.of()));
            added.add(name);
        }
        List<String> all = names();
        assertEquals(new ArrayList<>(new TreeSet<>(all)), all, "in order, each once");
        assertTrue(all.containsAll(added));
    }

    @Test
    void nothingIsSealedWhileThereIsNoDataKey() {
        done("add", Map.of());
        var keys = fixture.dataKeys.getAndSet(new africa.paylinks.secrets.SecretDocument(africa.paylinks.http.Json.object()));
        assertThrows(SecretsUnavailable.class, () -> done("set-endpoint", Map.of("url", "https://shop.example/")));
        assertEquals(Optional.empty(), profile().endpoint());
        fixture.dataKeys.set(keys);
        done("set-endpoint", Map.of("url", "https://shop.example/"));
    }

    private ManagementAnswer imported(Map<String, Imported> merchants) {
        return operator.manage(new ManagementRequest("import", null, null, null, null, null, merchants, null, null, null, null, null));
    }

    private void reseal() {
        String cursor = null;
        do {
            ManagementAnswer answer = operator.manage(MerchantFixture.request("reseal", null, cursor == null ? Map.of() : Map.of("cursor", cursor)));
            assertNull(answer.refusal());
            assertNotEquals(Optional.empty(), Optional.ofNullable(answer.notes()));
            cursor = answer.cursor();
        } while (cursor != null);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        String cursor = null;
        do {
            ManagementAnswer page = operator.manage(MerchantFixture.request("list", null, cursor == null ? Map.of() : Map.of("cursor", cursor)));
            page.merchants().forEach(merchant -> names.add(merchant.name()));
            cursor = page.cursor();
        } while (cursor != null);
        return names;
    }

    private List<String> secretIds() {
        return view().endpoint().secrets().stream().map(SecretView::id).toList();
    }

    private MerchantView view() {
        return done("list", Map.of()).merchants().get(0);
    }

    private MerchantProfile profile() {
        return fixture.store.find(shop).orElseThrow();
    }

    private String storedItems() {
        return TestTable.partition("MERCHANT#" + shop).toString()
                + profile().keys().stream().map(key -> TestTable.partition("APIKEY#" + key.sha256()).toString()).toList();
    }

    private ManagementAnswer done(String command, Map<String, String> more) {
        ManagementAnswer answer = operator.manage(MerchantFixture.request(command, shop, more));
        assertNull(answer.refusal());
        return answer;
    }

    private void assertRefused(String why, String command, Map<String, String> more) {
        ManagementAnswer answer = operator.manage(MerchantFixture.request(command, shop, more));
        assertTrue(String.valueOf(answer.refusal()).contains(why), String.valueOf(answer.refusal()));
        assertNull(answer.secret());
    }
}
