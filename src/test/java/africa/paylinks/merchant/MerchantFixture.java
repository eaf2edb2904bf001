package africa.paylinks.merchant;

import africa.paylinks.aws.DynamoBrandingStore;
import africa.paylinks.aws.DynamoLeaseStore;
import africa.paylinks.aws.DynamoMerchantStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.crypto.Sha256;
import africa.paylinks.http.Json;
import africa.paylinks.merchant.EndpointSettings.SigningSecret;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.SecretVault.Version;
import africa.paylinks.secrets.Secrets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Merchants in the test's table, with data keys of their own. */
public final class MerchantFixture {

    public final MerchantStore store;
    final BrandingStore brandings = new DynamoBrandingStore(TestTable.client(), TestTable.CONFIG);
    final AtomicReference<SecretDocument> dataKeys = new AtomicReference<>(new SecretDocument(
            Json.object().put("current", "k1").put("k1", "a-key-of-the-test-that-is-long-enough")));
    final Clock clock;
    private final SecretVault vault = (system, version) -> system.equals("endpoint-keys") && version == Version.CURRENT
            ? Optional.of(dataKeys.get()) : Optional.empty();

    public MerchantFixture(Clock clock) {
        this(clock, new DynamoMerchantStore(TestTable.client(), TestTable.CONFIG));
    }

    public MerchantFixture(Clock clock, MerchantStore store) {
        this.clock = clock;
        this.store = store;
    }

    MerchantAdministration administration(EndpointRules rules) {
        DataKeyRing ring = new DataKeyRing(vault, (system, document) -> dataKeys.set(document),
                new DynamoLeaseStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS));
        return new MerchantAdministration(store, brandings, ring, rules, clock, new SecureRandom());
    }

    /** Endpoints as those who send webhooks see them; data keys are read afresh each time. */
    public MerchantEndpoints endpoints() {
        return endpoints(Duration.ZERO);
    }

    MerchantEndpoints endpoints(Duration timeToLive) {
        return new MerchantEndpoints(store, new Secrets(vault, clock, timeToLive));
    }

    /** Gives a merchant an endpoint, checking nothing. */
    public void endpoint(String merchant, String url, String... secrets) {
        Optional<MerchantProfile> seen = store.find(merchant);
        List<SigningSecret> sealed = new ArrayList<>();
        for (String secret : secrets) {
            String id = SigningSecrets.id(secret);
            sealed.add(new SigningSecret(id, seal(EndpointCipher.secretOf(merchant, id), secret), clock.instant().minusMillis(sealed.size())));
        }
        EndpointSettings next = new EndpointSettings(seal(EndpointCipher.urlOf(merchant), url), Sha256.hex(url), Optional.empty(), sealed);
        Optional<EndpointSettings> before = seen.flatMap(MerchantProfile::endpoint);
        store.write(seen, seen.orElseGet(() -> MerchantProfile.created(merchant, clock.instant()))
                .with(Optional.of(before.map(old -> old.at(next.url(), next.urlSha256()).with(sealed)).orElse(next))));
    }

    /** Takes a merchant's endpoint away. */
    public void removeEndpoint(String merchant) {
        MerchantProfile seen = store.find(merchant).orElseThrow();
        store.write(Optional.of(seen), seen.with(Optional.<EndpointSettings>empty()));
    }

    /** Switches a merchant's endpoint on as an operator does. */
    public void switchOn(String merchant) {
        administration(url -> Optional.empty()).manage(request("switch-on", merchant, Map.of()));
    }

    static ManagementRequest request(String command, String merchant, Map<String, String> more) {
        return new ManagementRequest(command, merchant, more.get("url"),
                Optional.ofNullable(more.get("scopes")).map(scopes -> List.of(scopes.split(","))).orElse(null), more.get("name"),
                more.get("id"), null, more.get("cursor"), null, null);
    }

    private EncryptedText seal(String place, String text) {
        return EndpointCipher.seal(new DataKeys(dataKeys.get()), new SecureRandom(), place, text);
    }
}
