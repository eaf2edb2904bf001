package africa.paylinks.kommo;

import africa.paylinks.provider.BaseUrl;
import africa.paylinks.provider.ProviderNotConfigured;
import jakarta.inject.Singleton;
import java.net.URI;

/** The Kommo account of this deployment: what has to be known of it, or said to be missing. */
@Singleton
public final class KommoAccount {

    /** The system's name in routes, secrets and the inbox. */
    static final String NAME = "kommo";

    private final KommoConfig config;

    public KommoAccount(KommoConfig config) {
        this.config = config;
    }

    /** @throws ProviderNotConfigured when it is not known */
    long id() {
        return config.accountId().orElseThrow(() -> missing("account-id", "the account's id"));
    }

    /**
     * Whether a webhook is of this account: by the id where it names one, else by the subdomain, for not every webhook of
     * Kommo carries the id.
     *
     * @throws ProviderNotConfigured when the account is not known
     */
    boolean sent(StageChangeNotification notice) {
        long id = id();
        return notice.account().isPresent()
                ? notice.account().getAsLong() == id
                : config.host().map(host -> host.substring(0, Math.max(0, host.indexOf('.'))))
                        .filter(ours -> notice.subdomain().filter(ours::equalsIgnoreCase).isPresent()).isPresent();
    }

    /** @throws ProviderNotConfigured when it is not known, or is that of deals that are over */
    long invoiceStatus() {
        long status = config.invoiceStatusId().orElseThrow(() ->
                missing("invoice-status-id", "the id of the stage in which a deal gets its payment link"));
        if (status == config.wonStatusId() || status == config.lostStatusId()) {
            throw new ProviderNotConfigured(
                    "paylinks.kommo.invoice-status-id is the stage of deals that are over: choose one before it.");
        }
        return status;
    }

    /** @throws ProviderNotConfigured when it is not known */
    String queue() {
        return config.queueUrl().orElseThrow(() -> missing("queue-url", "the URL of the queue of deals"));
    }

    /**
     * The address of a call.
     *
     * @throws ProviderNotConfigured when the account's is not known, or is not a web address
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
