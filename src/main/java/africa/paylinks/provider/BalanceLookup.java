package africa.paylinks.provider;

import africa.paylinks.payment.Money;
import java.util.List;

/** A provider that reports the merchant's balance. The call also shows whether the credentials work. */
public interface BalanceLookup extends Provider {

    /**
     * The balances, one per currency.
     *
     * @throws ProviderNotConfigured            when the provider or the call is not configured
     * @throws ProviderHttp.ProviderUnreachable when it does not answer, or answers without balances
     */
    List<Money> balances();
}
