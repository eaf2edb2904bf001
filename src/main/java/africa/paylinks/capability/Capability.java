package africa.paylinks.capability;

import africa.paylinks.provider.BalanceLookup;
import africa.paylinks.provider.BankDirectory;
import africa.paylinks.provider.Canceller;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.Refunder;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.provider.WidgetCheckout;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** A capability of providers. It is derived from the interfaces that a provider implements, and stored nowhere. */
public enum Capability {
    CREATE_LINK(LinkCreator.class::isInstance),
    CUSTOMER_DEBIT(CustomerDebit.class::isInstance),
    WIDGET(WidgetCheckout.class::isInstance),
    WEBHOOK(WebhookSource.class::isInstance),
    STATUS_LOOKUP(StatusLookup.class::isInstance),
    REFUND(Refunder.class::isInstance),
    PARTIAL_REFUND(provider -> provider instanceof Refunder refunder && refunder.refundsPartially()),
    CANCEL(Canceller.class::isInstance),
    BANKS(BankDirectory.class::isInstance),
    BALANCE(BalanceLookup.class::isInstance);

    private final Predicate<Provider> test;

    Capability(Predicate<Provider> test) {
        this.test = test;
    }

    /** The name in the API, such as {@code partial-refund}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a provider has this capability. */
    public boolean isOf(Provider provider) {
        return test.test(provider);
    }

    /** All capabilities of a provider, in the order of this enumeration. */
    public static List<Capability> of(Provider provider) {
        return Arrays.stream(values()).filter(capability -> capability.isOf(provider)).toList();
    }
}
