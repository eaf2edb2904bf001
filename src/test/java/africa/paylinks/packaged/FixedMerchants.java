package africa.paylinks.packaged;

import africa.paylinks.aws.DynamoLeaseStore;
import africa.paylinks.aws.DynamoBrandingStore;
import africa.paylinks.aws.DynamoMerchantStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.secrets.SecretVersions;
import africa.paylinks.merchant.DataKeyRing;
import africa.paylinks.merchant.EndpointPing;
import africa.paylinks.merchant.ManagementRequest;
import africa.paylinks.merchant.MerchantAdministration;
import africa.paylinks.merchant.MerchantChanges;
import africa.paylinks.merchant.MerchantEndpoints;
import africa.paylinks.merchant.MerchantStore;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.Secrets;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The merchants that every local run has, put into a table before any function looks for them. */
final class FixedMerchants {

    private FixedMerchants() {
    }

    static void add(DynamoDbClient client, SecretVersions secrets, URI sandbox) throws IOException {
        SecretVault vault = (system, version) -> secrets.value("paylinks/local/" + system, SecretVersions.CURRENT)
                .flatMap(text -> Json.readObject(text.getBytes(StandardCharsets.UTF_8))).map(SecretDocument::new);
        DataKeyRing ring = new DataKeyRing(vault, (system, document) -> secrets.put("paylinks/local/" + system, Json.write(document.json())),
                new DynamoLeaseStore(client, TestTable.CONFIG, Clock.systemUTC(), new PaymentIds(new SecureRandom())));
        MerchantStore store = new DynamoMerchantStore(client, TestTable.CONFIG);
        MerchantAdministration administration = new MerchantAdministration(store, new DynamoBrandingStore(client, TestTable.CONFIG), ring,
                new MerchantChanges(store, ring, url -> Optional.empty(), Clock.systemUTC()),
                new MerchantEndpoints(store, new Secrets(vault, Clock.systemUTC(), Duration.ZERO)),
                endpoint -> new EndpointPing.Result("evt_ping_none", OptionalInt.empty(), "not-sent"), Clock.systemUTC());
        administration.manage(new ObjectMapper().readValue(FixedSecrets.merchants(sandbox), ManagementRequest.class));
    }
}
