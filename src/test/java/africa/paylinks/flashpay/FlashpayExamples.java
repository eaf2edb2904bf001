package africa.paylinks.flashpay;

import africa.paylinks.local.sandbox.flashpay.SimulatedFlashpay;
import africa.paylinks.provider.ProviderExamples;
import africa.paylinks.secrets.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Flashpay in the tests of all providers. */
public final class FlashpayExamples implements ProviderExamples {

    @Override
    public String provider() {
        return "flashpay";
    }

    @Override
    public String creation() {
        return "create-payment-link/bank-transfer";
    }

    @Override
    public String check() {
        return "checkout-page/status";
    }

    @Override
    public String success() {
        return "flashpay-webhook/success";
    }

    @Override
    public Terms terms() {
        return new Terms("NGN", "bank-transfer");
    }

    @Override
    public List<Authentication> authentications() {
        return List.of(new Authentication("hmac", body -> {
            String timestamp = Long.toString(Clock.systemUTC().instant().getEpochSecond());
            return Map.of("x-webhook-timestamp", timestamp, "x-webhook-signature", HexFormat.of().formatHex(
                    Secret.of(SimulatedFlashpay.WEBHOOK_SECRET).hmacSha256((timestamp + ".").getBytes(StandardCharsets.US_ASCII), body)));
        }));
    }
}
