package africa.paylinks.merchant;

import africa.paylinks.secrets.Secret;
import java.time.Instant;
import java.util.List;

/**
 * An endpoint that receives a merchant's webhooks.
 *
 * @param id      unique among the merchant's endpoints
 * @param url     as the merchant gave it, not validated
 * @param off     whether it is switched off, so that nothing is sent
 * @param types   the types of events that it receives
 * @param since   it receives no events from before
 * @param secrets the decoded signing keys; several during a rotation
 */
public record MerchantEndpoint(String merchant, String id, String url, boolean off, EventTypes types, Instant since,
        List<Secret> secrets) {

    /** No merchant's name contains it. */
    private static final String SEPARATOR = "/";

    public MerchantEndpoint {
        secrets = List.copyOf(secrets);
    }

    /** Identifies the endpoint among those of all merchants; the default endpoint has its merchant's name. */
    public String key() {
        return key(merchant, id);
    }

    /** The {@link #key} of an endpoint. */
    public static String key(String merchant, String id) {
        return id.equals(EndpointSettings.DEFAULT_ID) ? merchant : merchant + SEPARATOR + id;
    }

    /** The merchant in a {@link #key}. */
    public static String merchantOf(String key) {
        return key.contains(SEPARATOR) ? key.substring(0, key.indexOf(SEPARATOR)) : key;
    }

    /** The endpoint's id in a {@link #key}. */
    public static String idOf(String key) {
        return key.contains(SEPARATOR) ? key.substring(key.indexOf(SEPARATOR) + 1) : EndpointSettings.DEFAULT_ID;
    }

    /** Whether it receives an event of this type that happened at this time. */
    public boolean receives(String type, Instant at) {
        return types.include(type) && !at.isBefore(since);
    }

    /** Without the URL, which may contain a token. */
    @Override
    public String toString() {
        return "MerchantEndpoint[merchant=" + merchant + ", id=" + id + "]";
    }
}
