package africa.paylinks.paystack;

import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secret;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The signature of a webhook: hexadecimal HMAC-SHA512 of the body's bytes, with the secret key. */
final class PaystackSignature {

    private static final String ALGORITHM = "HmacSHA512";
    private static final String HEADER = "x-paystack-signature";

    private PaystackSignature() {
    }

    static boolean matches(WebhookCall call, Secret secretKey) {
        try {
            byte[] signature = HexFormat.of().parseHex(call.header(HEADER).orElse("").trim());
            return MessageDigest.isEqual(secretKey.hmac(ALGORITHM, call.body()), signature);
        } catch (IllegalArgumentException notHex) {
            return false;
        }
    }
}
