package africa.paylinks.kommo;

import africa.paylinks.provider.BaseUrl;
import africa.paylinks.provider.ProviderNotConfigured;
import jakarta.inject.Singleton;
import java.net.URI;

/** The Kommo account of this deployment; it reports required settings that are missing. */
@Singleton
public final class KommoAccount {

    /** Kommo's name in routes, secrets and the inbox. */
    static final String NAME = "kommo";

    private final KommoConfig config;

    public KommoAccount(KommoConfig config) {
        this.config = config;
    }

    /** @throws ProviderNotConfigured if it is not configured */
    long id() {
        return config.accountId().orElseThrow(() -> missing("account-id", "the account's id"));
    }

    /**
     * Whether a webhook is from this account, by its account id, or by its subdomain if it has no id, as some have.
     *
     * @throws ProviderNotConfigured if the account is not configured
     */
    boolean sent(StageChangeNotification notification) {
        long id = id();
        return notification.account().isPresent()
                ? notification.account().getAsLong() == id
                : config.host().map(host -> host.substring(0, Math.max(0, host.indexOf('.'))))
                        .filter(configured -> notification.subdomain().filter(configured::equalsIgnoreCase).isPresent()).isPresent();
    }

    /** @throws ProviderNotConfigured if it is not configured, or is a stage of closed deals */
    long invoiceStatus() {
        long status = config.invoiceStatusId().orElseThrow(() ->
                missing("invoice-status-id", "the id of the stage in which a deal gets its payment link"));
        if (status == config.wonStatusId() || status == config.lostStatusId()) {
            throw new ProviderNotConfigured(
                    "paylinks.kommo.invoice-status-id is a stage of closed deals: choose an earlier one.");
        }
        return status;
    }

    /** @throws ProviderNotConfigured if it is not configured */
    String queue() {
        return config.queueUrl().orElseThrow(() -> missing("queue-url", "the URL of the queue of deals"));
    }

    /**
     * The URL of a call.
     *
     * @throws ProviderNotConfigured if the account's host is not configured, or is not a valid URL
     */
    URI call(String path) {
        return BaseUrl.join("paylinks.kommo.host", config.baseUrl().orElseGet(() -> URI.create("https://"
                + config.host().orElseThrow(() -> missing("host", "the account's host name, such as example.kommo.com"))
                + "/api/v4")), path);
    }

    private static ProviderNotConfigured missing(String key, String what) {
        return new ProviderNotConfigured("Kommo cannot be used: set paylinks.kommo." + key + " to " + what + ".");
    }
}
