package africa.paylinks.kkiapay;

import africa.paylinks.http.Json;
import africa.paylinks.local.sandbox.kkiapay.SimulatedKkiapay;
import africa.paylinks.provider.ProviderExamples;
import africa.paylinks.secrets.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** KKiaPay in the tests of all providers. */
public final class KkiapayExamples implements ProviderExamples {

    @Override
    public String provider() {
        return "kkiapay";
    }

    @Override
    public String creation() {
        return "create-payment-link/kkiapay";
    }

    @Override
    public String check() {
        return "checkout-page/page";
    }

    @Override
    public String success() {
        return "kkiapay-webhook/success";
    }

    @Override
    public Terms terms() {
        return new Terms("XOF", "momo");
    }

    @Override
    public List<Authentication> authentications() {
        return List.of(new Authentication("static", body -> Map.of("x-kkiapay-secret", SimulatedKkiapay.WEBHOOK_SECRET)),
                new Authentication("hmac", body -> Map.of("x-kkiapay-secret",
                        HexFormat.of().formatHex(Secret.of(SimulatedKkiapay.WEBHOOK_SECRET).hmacSha256(body)))));
    }

    @Override
    public Optional<String> widgetPath(String paymentId) {
        String settings = Json.write(Json.object().put("key", SimulatedKkiapay.PUBLIC_KEY).put("amount", 5000).put("data", paymentId)
                .put("partnerId", paymentId));
        return Optional.of("/kkiapay/widget/?" + Base64.getEncoder().encodeToString(settings.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String aboutTransaction(String body, String transactionId) {
        return body.replaceFirst("\"transactionId\":\"[^\"]*\"", "\"transactionId\":\"" + transactionId + "\"");
    }
}
