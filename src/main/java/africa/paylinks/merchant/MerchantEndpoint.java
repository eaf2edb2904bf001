package africa.paylinks.merchant;

import africa.paylinks.secrets.Secret;
import java.util.List;

/**
 * The endpoint that receives a merchant's webhooks.
 *
 * @param url     as the merchant gave it, not validated
 * @param off     whether it is switched off, so that nothing is sent
 * @param secrets the decoded signing keys; several during a rotation
 */
public record MerchantEndpoint(String merchant, String url, boolean off, List<Secret> secrets) {

    public MerchantEndpoint {
        secrets = List.copyOf(secrets);
    }

    /** Without the URL, which may contain a token. */
    @Override
    public String toString() {
        return "MerchantEndpoint[merchant=" + merchant + "]";
    }
}
