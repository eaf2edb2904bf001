package africa.paylinks.merchant;

import africa.paylinks.secrets.Secret;
import java.util.List;

/**
 * Where a merchant wants to hear of its payments.
 *
 * @param url     as the merchant gave it; nothing about it is checked yet
 * @param off     whether it is switched off, so that nothing is to be sent
 * @param secrets the keys to sign with, decoded; several while the merchant changes from one to the next
 */
public record MerchantEndpoint(String merchant, String url, boolean off, List<Secret> secrets) {

    public MerchantEndpoint {
        secrets = List.copyOf(secrets);
    }

    /** Without the URL, which may carry a token. */
    @Override
    public String toString() {
        return "MerchantEndpoint[merchant=" + merchant + "]";
    }
}
