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
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/** Merchants in the test's table, with data keys of their own. */
public final class MerchantFixture {

    public final MerchantStore store;
    final BrandingStore brandings = new DynamoBrandingStore(TestTable.client(), TestTable.CONFIG);
    final AtomicReference<SecretDocument> dataKeys = new AtomicReference<>(new SecretDocument(
            Json.object().put("current", "k1").put("k1", "a-key-of-the-test-that-is-long-enough")));
    final Clock clock;
    EndpointPing ping = endpoint -> new EndpointPing.Result("evt_ping_1", OptionalInt.of(204), "");
    private final SecretVault vault = (system, version) -> system.equals("endpoint-keys") && version == Version.CURRENT
            ? Optional.of(dataKeys.get()) : Optional.empty();

    public MerchantFixture(Clock clock) {
        this(clock, new DynamoMerchantStore(TestTable.client(), TestTable.CONFIG));
    }

    public MerchantFixture(Clock clock, MerchantStore store) {
        this.clock = clock;
        this.store = store;
    }

    /** Encrypts one merchant's endpoints with the current data key. */
    void reseal(String merchant) {
        new MerchantChanges(store, ring(), any -> Optional.empty(), clock).apply(merchant, EndpointSettings.DEFAULT_ID, MerchantChange::reseal);
    }

    private DataKeyRing ring() {
        return new DataKeyRing(vault, (system, document) -> dataKeys.set(document),
                new DynamoLeaseStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS));
    }

    /** The API with which merchants manage their endpoints. */
    public WebhookEndpointApi api(EndpointRules rules, EndpointPing ping) {
        return new WebhookEndpointApi(store, endpoints(), new MerchantChanges(store, ring(), rules, clock), rules, ping);
    }

    /** An endpoint that was added, with its only secret. */
    public record Added(String id, String secret) {
    }

    /** Adds an endpoint to a merchant, checking nothing. */
    public Added addEndpoint(String merchant, String url, String... types) {
        return new MerchantChanges(store, ring(), any -> Optional.empty(), clock).applyOrCreate(merchant, change -> {
            String secret = change.addEndpoint(url, EventTypes.of(List.of(types))).secret();
            return new Added(change.endpointId(), secret);
        });
    }

    /** Switches an endpoint off as a merchant does. */
    public void switchOff(String merchant) {
        administration(url -> Optional.empty()).manage(request("switch-off", merchant, Map.of()));
    }

    MerchantAdministration administration(EndpointRules rules) {
        DataKeyRing ring = ring();
        return new MerchantAdministration(store, brandings, ring, new MerchantChanges(store, ring, rules, clock), endpoints(), ping, clock);
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
                .with(before.map(old -> old.at(next.url(), next.urlSha256()).with(sealed)).orElse(next)));
    }

    /** Takes a merchant's endpoint away. */
    public void removeEndpoint(String merchant) {
        MerchantProfile seen = store.find(merchant).orElseThrow();
        store.write(Optional.of(seen), seen.without(EndpointSettings.DEFAULT_ID));
    }

    /** Switches a merchant's endpoint on as an operator does. */
    public void switchOn(String merchant) {
        administration(url -> Optional.empty()).manage(request("switch-on", merchant, Map.of()));
    }

    static ManagementRequest request(String command, String merchant, Map<String, String> more) {
        return new ManagementRequest(command, merchant, more.get("url"),
                Optional.ofNullable(more.get("scopes")).map(scopes -> List.of(scopes.split(","))).orElse(null), more.get("name"),
                more.get("id"), null, more.get("cursor"), more.get("endpoint"),
                Optional.ofNullable(more.get("types")).map(types -> List.of(types.split(","))).orElse(null), null, null);
    }

    private EncryptedText seal(String place, String text) {
        return EndpointCipher.seal(new DataKeys(dataKeys.get()), new SecureRandom(), place, text);
    }
}
