package africa.paylinks.local.sandbox.kkiapay;

import africa.paylinks.local.http.LocalRequest;
import java.util.Map;

/** The three API keys of a merchant's account. */
public record KkiapayKeys(String publicKey, String privateKey, String secretKey) {

    /**
     * Returns whether a request carries the keys.
     *
     * @param all whether all three keys are required, as the SDKs send them; otherwise the private key suffices if no other key is wrong
     */
    boolean open(LocalRequest call, boolean all) {
        Map<String, String> headers = Map.of("x-api-key", publicKey, "x-private-key", privateKey, "x-secret-key", secretKey);
        return headers.entrySet().stream().allMatch(header -> call.header(header.getKey())
                .map(header.getValue()::equals).orElse(!all && !header.getKey().equals("x-private-key")));
    }
}
